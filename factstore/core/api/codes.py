"""The codes of problem documents, with status and one sentence; docs/errors.md follows this table.

A code is stable. Those of the entries of a document's `errors` are in `member_codes`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem: its HTTP status, its unchanging title and what it means."""

    status: int
    title: str
    sentence: str


PROBLEMS: dict[str, Code] = {
    "unreadable_json": Code(
        400,
        "The body is not readable JSON",
        "The body is not UTF-8 or not JSON, repeats a member name, holds NaN, Infinity or a number "
        "beyond 64 bits, or nests too deeply.",
    ),
    "unknown_parameter": Code(
        400,
        "There is no such query parameter",
        "The operation has no query parameter of this name; `parameter` names it.",
    ),
    "bad_parameter": Code(
        400,
        "A query parameter has an unusable value",
        "The value of the query parameter named in `parameter` cannot be used.",
    ),
    "bad_cursor": Code(
        400,
        "The cursor does not belong to this list",
        "The cursor is damaged, or was made for other filters or another order; start from the "
        "first page.",
    ),
    "bad_header": Code(
        400,
        "A request header cannot be read",
        "`If-Match` or `If-None-Match` is neither `*` nor a list of quoted entity tags, or "
        "`Idempotency-Key` is not 1 to 200 visible ASCII characters or is sent where no answers "
        "are kept.",
    ),
    "bad_request": Code(
        400, "The request cannot be read", "The request breaks a rule of HTTP or of the server."
    ),
    "not_authenticated": Code(
        401,
        "A valid token is needed",
        "The request has no token where one is needed, or its token is unknown, revoked or "
        "expired, or belongs to an inactive user.",
    ),
    "permission_denied": Code(
        403, "You may not do this", "The user of the token is known but may not do this."
    ),
    "not_yours": Code(
        403,
        "This is somebody else's",
        "Contributors change, propose and withdraw their own facts, and whoever made a proposal "
        "takes it back. What you may not see at all is `not_found`.",
    ),
    "not_found": Code(
        404,
        "There is no such thing here",
        "The address is unknown, or the thing does not exist or is hidden from you.",
    ),
    "method_not_allowed": Code(
        405,
        "The address does not support this method",
        "The address exists but not with this method; `Allow` lists the methods it has.",
    ),
    "not_acceptable": Code(
        406, "Only JSON is offered", "The `Accept` header leaves out `application/json`."
    ),
    "duplicate": Code(
        409,
        "This is stored already",
        "The same thing is stored already; `existing` links to it (null: a draft you cannot see).",
    ),
    "quote_ambiguous": Code(
        409,
        "The quote occurs more than once in the text",
        "The quoted words stand in the text more than once; `candidates` has the places, and a "
        "longer prefix or suffix would tell which is meant.",
    ),
    "moved": Code(
        308,
        "This was merged into another",
        "It turned out to be another thing, `into`, and is read there (`Location`).",
    ),
    "merged": Code(
        409,
        "This was merged into another and takes no writes",
        "It turned out to be another thing, `into`, which is to be written to.",
    ),
    "would_duplicate": Code(
        409,
        "Facts would become equal",
        "By the merge, facts would make equal claims; `pairs` lists them.",
    ),
    "cannot_revert": Code(
        409,
        "It cannot be brought back to that revision",
        "What was recorded then cannot come back as it was; `errors` says what, with pointers into "
        "that revision's document, or `results` of each thing of a change.",
    ),
    "illegal_transition": Code(
        409,
        "The present state does not allow this",
        "The thing is in a state from which this step is not possible.",
    ),
    "own_fact": Code(
        409,
        "Somebody else has to accept this",
        "Whoever recorded a fact, last changed what it says, or made the proposal, does not accept "
        "it; another reviewer does.",
    ),
    "needs_proposal": Code(
        409,
        "Accepted facts change by proposals",
        "The fact is accepted, so that only reviewers edit it; propose the change instead.",
    ),
    "proposal_collides": Code(
        409,
        "The fact has changed where the proposal would",
        "Others have changed what the proposal changes or builds on; `collisions` shows each item "
        "as it was, as it is and as proposed.",
    ),
    "in_use": Code(
        409, "Other things stand on this", "Other recorded things refer to it, so it must stay."
    ),
    "not_newest": Code(
        409, "The article has a newer version", "It is in `existing`; `after` names another."
    ),
    "in_progress": Code(
        409,
        "The same request is still being carried out",
        "The first request with this `Idempotency-Key` has not ended yet; send it again later.",
    ),
    "withdrawn": Code(
        410,
        "This was withdrawn",
        "It was recorded in error and withdrawn; `reason` says why, `withdrawn_at` since when.",
    ),
    "length_required": Code(
        411,
        "The length of the body is needed",
        "The body came in chunks without `Content-Length`.",
    ),
    "precondition_failed": Code(
        412,
        "It has changed since you read it",
        "The content has changed since the revision named in `If-Match`; `etag` is the present "
        "entity tag and `changed` says what differs.",
    ),
    "body_too_large": Code(
        413, "The body is too large", "The body has more bytes than this server takes."
    ),
    "unsupported_media_type": Code(
        415, "Only JSON is understood", "The body is not declared as `application/json`."
    ),
    "invalid": Code(
        422,
        "The input was understood but refused",
        "The body is readable but some of its members are refused; `errors` points at each.",
    ),
    "batch_refused": Code(
        422,
        "Items of the batch are refused",
        "One item or more is refused, so none was recorded; the pointers in `errors` begin with "
        "`/items/<index>`.",
    ),
    "idempotency_mismatch": Code(
        422,
        "The key belongs to another request",
        "The same `Idempotency-Key` was sent with another request within the last 24 hours.",
    ),
    "incomplete": Code(
        422,
        "The fact lacks what publishing needs",
        "The fact cannot be accepted yet; `errors` lists every required field that is empty, value "
        "that no supporting evidence covers, and stale evidence.",
    ),
    "quote_absent": Code(
        422,
        "The quote does not occur in the text",
        "The quoted words do not stand in the text, not even after folding, or not in the context "
        "or at the span given with them; `candidates` has what is near.",
    ),
    "quote_in_parts": Code(
        422,
        "The quote is several stretches of the text",
        "Words are left out of the quote, or put in: it is several stretches of the text, in "
        "`candidates`. Keep each as a quote, or give it to evidence, which takes several.",
    ),
    "precondition_required": Code(
        428,
        "If-Match is needed",
        "A write to an existing thing must name in `If-Match` the entity tag that it builds on.",
    ),
    "too_many_requests": Code(
        429, "Too many requests", "Slow down; `Retry-After` gives the seconds to wait."
    ),
    "internal": Code(
        500, "Something went wrong on the server", "An error, logged under the `request_id`."
    ),
    "time_limit": Code(
        503, "The answer took too long", "The database's time limit is over; ask for less."
    ),
    "unavailable": Code(
        503,
        "The store cannot answer at the moment",
        "The database cannot be reached or is too busy; try again later.",
    ),
    "not_ready": Code(
        503,
        "The service is not ready",
        "The database is unreachable or its migrations are not all applied.",
    ),
}
