"""Django settings; what a deployment may change is an environment variable (docs/settings.md)."""

from datetime import timedelta
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

HOME = Path(env.str("FACTSTORE_HOME", default=str(BASE_DIR / ".factstore")))
DEBUG = env.bool("FACTSTORE_DEBUG", default=False)
SECRET_KEY = env.str("FACTSTORE_SECRET_KEY", default="") or (
    (HOME / "secret_key").read_text().strip() if (HOME / "secret_key").exists() else ""
)
ALLOWED_HOSTS = env.list("FACTSTORE_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("FACTSTORE_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "factstore.core",
    "factstore.accounts",
    "factstore.ledger",
    "factstore.sources",
    "factstore.quotes",
    "factstore.entities",
    "factstore.facts",
    "factstore.exchange",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "factstore.core.api.middleware.RequestIdMiddleware",
    "factstore.core.content_policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "factstore.core.addresses.AddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
APPEND_SLASH = False
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The application connects as a role that owns no table: an owner could disable the triggers that
# hold the promises. Migrations run as the owner (`config/launch.py` sets FACTSTORE_AS_OWNER).
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default=DATABASE_URL)
AS_OWNER = env.bool("FACTSTORE_AS_OWNER", default=False)
_ADDRESS = environ.Env.db_url_config(
    (DATABASE_OWNER_URL if AS_OWNER else DATABASE_URL)
    or "postgresql://factstore_app@127.0.0.1:5432/factstore"
)
DATABASES = {
    "default": {
        **_ADDRESS,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": env.int("FACTSTORE_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        # Prepared statements halve the cost of a read.
        "OPTIONS": {
            **_ADDRESS.get("OPTIONS", {}),
            "prepare_threshold": 2,
            "server_side_binding": True,
        },
    },
}

AUTH_USER_MODEL = "accounts.User"
LOGIN_REDIRECT_URL = "admin:index"  # where `next` is none of ours
KNOX_TOKEN_MODEL = "accounts.Token"  # noqa: S105  the name of a table
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": timedelta(days=env.int("FACTSTORE_TOKEN_DAYS", default=90)),
    "TOKEN_PREFIX": "fs_",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Failures of one name from one address within 15 minutes, after which signing in pauses.
SIGN_IN_ATTEMPTS = env.int("FACTSTORE_SIGN_IN_ATTEMPTS", default=5)

# Four eyes: whoever wrote a fact or proposal does not accept it, unless this lifts the rule.
AUTHOR_MAY_ACCEPT = env.bool("FACTSTORE_AUTHOR_MAY_ACCEPT", default=False)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("FACTSTORE_STATIC_ROOT", default=str(HOME / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("FACTSTORE_SECURE_COOKIES", default=False)
BEHIND_PROXY = env.bool("FACTSTORE_BEHIND_TLS_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A captured text may have 5 MB; JSON escapes can make six bytes of one.
MAX_BODY_BYTES = env.int("FACTSTORE_MAX_BODY_BYTES", default=32 * 1024 * 1024)
MAX_TEXT_BYTES = env.int("FACTSTORE_MAX_TEXT_BYTES", default=5 * 1024 * 1024)

# What a page may have and take that is read for its text (factstore/sources/extraction.py).
MAX_PAGE_BYTES = env.int("FACTSTORE_MAX_PAGE_BYTES", default=10 * 1024 * 1024)
MAX_PAGE_ELEMENTS = env.int("FACTSTORE_MAX_PAGE_ELEMENTS", default=100_000)
MAX_PAGE_DEPTH = env.int("FACTSTORE_MAX_PAGE_DEPTH", default=250)
EXTRACTION_SECONDS = env.int("FACTSTORE_EXTRACTION_SECONDS", default=20)
EXTRACTION_MEMORY_BYTES = env.int("FACTSTORE_EXTRACTION_MEMORY_BYTES", default=1024 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Whoever waits for the feed holds one of the two threads of a server process.
FEED_WAITERS = env.int("FACTSTORE_FEED_WAITERS", default=1)
# So does whoever reads an export, for as long as that takes.
EXPORTS = env.int("FACTSTORE_EXPORTS", default=1)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["factstore.accounts.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["factstore.core.api.permissions.HasRole"],
    "DEFAULT_RENDERER_CLASSES": ["factstore.core.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["factstore.core.api.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "factstore.core.api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "factstore.core.api.problems.exception_handler",
    "DEFAULT_PAGINATION_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Factstore",
    "VERSION": "1",
    "DESCRIPTION": (
        "Facts from news articles. Every part of every fact stands on an exact quote of a stored "
        "source text, and the store itself guarantees it."
    ),
    "OAS_VERSION": "3.1.1",
    "SERVERS": [{"url": "/", "description": "This server"}],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SORT_OPERATIONS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "factstore.core.api.schema.inline_null",
    ],
    "ENUM_NAME_OVERRIDES": {
        "BoilerplateKind": "config.enum_names.BOILERPLATE_KIND",
        "ClaimName": "factstore.sources.api.capture_serializers.CLAIMS",
        "DuplicateBy": ["digest", "url", "text"],
        "QuoteMatch": ["exact", "repaired"],
        "ContextSide": ["prefix", "suffix"],
        "LocateOutcome": ["exact", "repaired", "candidates", "ambiguous", "absent"],
        "FollowOutcome": ["same", "moved", "changed", "ambiguous", "lost"],
        "FollowedAs": "config.enum_names.FOLLOWED_AS",
        "DriftOutcome": "config.enum_names.DRIFT_OUTCOME",
        "DriftState": "config.enum_names.DRIFT_STATE",
        "EvidenceDriftState": ["open", "confirmed", "placed", "dropped"],
        "TextAccess": "config.enum_names.TEXT_ACCESS",
        "ArticleState": "config.enum_names.ARTICLE_STATE",
        "EntityKind": "config.enum_names.ENTITY_KIND",
        "TypeBasis": "config.enum_names.TYPE_BASIS",
        "FactStatus": "config.enum_names.FACT_STATUS",
        "FactStanding": "config.enum_names.FACT_STANDING",
        "FactWarning": "config.enum_names.FACT_WARNING",
        "Polarity": "config.enum_names.POLARITY",
        "Stance": "config.enum_names.STANCE",
        "Mode": "config.enum_names.MODE",
        "Attests": "config.enum_names.ATTESTS",
        "CoverageBasis": "config.enum_names.COVERAGE_BASIS",
        "HopVerb": "config.enum_names.HOP_VERB",
        "ProposalStatus": "config.enum_names.PROPOSAL_STATUS",
        "ProposalApply": ["all", "fitting"],
        "ProposalItemKind": ["value", "evidence", "clause", "field"],
        "FlagKind": "config.enum_names.FLAG_KIND",
        "FlagStatus": "config.enum_names.FLAG_STATUS",
        "FlagResolution": ["upheld", "dismissed"],
        "BatchMode": ["all_or_nothing", "each"],
        "TokenRole": "factstore.accounts.models.TOKEN_ROLES",
        "OffsetUnit": ["codepoint", "utf16"],
        "WordDifference": "config.enum_names.WORD_DIFFERENCE",
        "ChangeOrigin": "config.enum_names.CHANGE_ORIGIN",
        "RevertOutcome": ["reverted", "withdrawn", "unchanged", "refused"],
        "FeedAction": "factstore.ledger.api.feed_serializers.ACTIONS",
        "PatchOp": "factstore.ledger.api.feed_serializers.OPERATIONS",
        "DifferenceAction": "factstore.ledger.api.history_serializers.ACTIONS",
        "ViewSummary": ["summary"],
        "ValueKind": "factstore.facts.models.types.KINDS",
        # The tags of the variants of a value, each an enum of one.
        "KindEntity": ["entity"],
        "KindText": ["text"],
        "KindChoice": ["choice"],
        "KindDate": ["date"],
        "KindQuantity": ["quantity"],
        "KindMoney": ["money"],
        "KindSome": ["some"],
        "KindNone": ["none"],
        # What the W3C's annotations say of themselves.
        "Motivation": ["identifying"],
        "FormatJson": ["application/json"],
        "TypeAnnotation": ["Annotation"],
        "TypeDataset": ["Dataset"],
        "TypeSpecificResource": ["SpecificResource"],
        "TypeTimeState": ["TimeState"],
        "TypeTextQuote": ["TextQuoteSelector"],
        "TypeTextPosition": ["TextPositionSelector"],
    },
    "TAGS": [
        {"name": "tokens", "description": "The caller's own keys to the API."},
        {"name": "publishers", "description": "Who puts articles out."},
        {"name": "articles", "description": "Published pieces, and the captures of their texts."},
        {"name": "versions", "description": "Captures of texts, by their own ids."},
        {"name": "quotes", "description": "Spans of texts, checked by the database."},
        {"name": "entities", "description": "Whom and what facts name."},
        {"name": "fact-types", "description": "Kinds of fact and their fields, as data."},
        {"name": "facts", "description": "What is said, by whom, and on which words it stands."},
        {"name": "proposals", "description": "Changes of facts that wait for a reviewer."},
        {"name": "flags", "description": "Doubts about facts that wait for a reviewer."},
        {"name": "notes", "description": "What colleagues note on recorded things, never public."},
        {"name": "changes", "description": "Following all that is recorded, from a snapshot on."},
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("FACTSTORE_LOG_LEVEL", default="WARNING")},
}
