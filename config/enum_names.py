"""The choices that the OpenAPI document names; `SPECTACULAR_SETTINGS` gives them their names."""

from factstore.entities.models import Entity
from factstore.facts.cautions import WARNINGS
from factstore.facts.models.evidence import Coverage, Evidence, Hop
from factstore.facts.models.facts import Clause, Fact
from factstore.facts.models.flags import Flag
from factstore.facts.models.proposals import Proposal
from factstore.facts.models.types import FactType
from factstore.ledger.models import Change
from factstore.quotes.models import Drift, Quote
from factstore.sources.api.standing_serializers import STATES
from factstore.sources.boilerplate import KINDS
from factstore.sources.models import Article

BOILERPLATE_KIND = KINDS
TEXT_ACCESS = Article.TextAccess.values
ARTICLE_STATE = STATES
FOLLOWED_AS = Quote.FollowedAs.values
DRIFT_OUTCOME = Drift.Outcome.values
DRIFT_STATE = Drift.State.values
ENTITY_KIND = Entity.Kind.values
TYPE_BASIS = FactType.Basis.values
FACT_STATUS = Fact.Status.values
FACT_STANDING = Fact.Standing.values
FACT_WARNING = list(WARNINGS)
POLARITY = Clause.Polarity.values
STANCE = Evidence.Stance.values
MODE = Evidence.Mode.values
ATTESTS = Evidence.Attests.values
COVERAGE_BASIS = Coverage.Basis.values
HOP_VERB = Hop.Verb.values
PROPOSAL_STATUS = Proposal.Status.values
FLAG_KIND = Flag.Kind.values
FLAG_STATUS = Flag.Status.values
WORD_DIFFERENCE = ["number", "negation", "name", "words", "case", "marks"]
CHANGE_ORIGIN = Change.Origin.values
