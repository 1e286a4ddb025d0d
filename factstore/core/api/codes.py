"""Every error code of the API, with its status and one sentence; docs/errors.md follows this table.

A code is stable. `PROBLEMS` are codes of problem documents, `MEMBERS` of entries of their `errors`.
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

MEMBERS: dict[str, str] = {
    "required": "The member must be present.",
    "null": "The member must not be null.",
    "blank": "The text must not be empty.",
    "empty": "The list must not be empty.",
    "invalid": "The value has the wrong type or form.",
    "invalid_choice": "The value is not one of the allowed ones.",
    "not_a_list": "A list is needed here.",
    "max_length": "The value is too long.",
    "min_length": "The value is too short.",
    "max_value": "The number is too large.",
    "min_value": "The number is too small.",
    "unknown_member": "There is no member of this name here.",
    "read_only_member": "The server sets this member; it cannot be written.",
    "unstorable_text": "The text holds a NUL character or half of a surrogate pair.",
    "invalid_time": "The value is not a time with its offset from UTC.",
    "not_a_line": "The text has a line break, or white space around it.",
    "unknown": "The thing that the member names does not exist.",
    "merged": "The thing that the member names was merged into another one: name that one.",
    "too_long": "The text has more bytes than a captured text may have.",
    "bad_span": "The span is not in the text, or falls inside a character.",
    "repeats_redacted": "The reason repeats words that are to be forgotten.",
    "quote_absent": "The words do not stand in the text at this place.",
    "quote_in_parts": "The words are several stretches of the text.",
    "quote_ambiguous": "The words stand in the text more than once.",
    "one_text": "A quote names a version or an article, not both.",
    "in_use": "Other recorded things depend on this value: it stays.",
    "bad_template": "The sentence template cannot be parsed or names no field.",
    "field_stays": "What the field must keep, since facts are recorded with it.",
    "unknown_type": "There is no fact type of this name.",
    "unknown_field": "The fact type has no field of this name.",
    "deprecated_field": "The field takes no new values.",
    "rule": "The database refuses it; the detail names the rule.",
    "unknown_kind": "A value is of one of the known kinds.",
    "wrong_kind": "The field takes no value, or no entity, of this kind.",
    "unknown_choice": "The value is none of the field's choices.",
    "single_valued": "The field has one value only.",
    "no_clause": "The field's values belong to no clause.",
    "empty_clause": "No value belongs to the clause.",
    "duplicate": "The same thing is stored already, or stands earlier in the batch.",
    "key_twice": "Two values have the same key.",
    "named_twice": "The request names the same thing twice.",
    "other_field": "A value keeps its field.",
    "id_alone": "What is named by its id needs nothing more.",
    "words_not_in_quote": "The words do not stand in any quote of the evidence.",
    "other_version": "The quotes of one evidence stand in one version.",
    "not_a_state": "Only supporting evidence of a state attests its day of publication.",
    "named": "A named agent is not anonymous.",
    "covered_twice": "One evidence covers a value once.",
    "unknown_rule": "There is no computing rule of this name.",
    "rule_disagrees": "The value is not what the rule gives for the words as printed.",
    "required_field": "An accepted fact has a value in this field.",
    "not_covered": "No supporting evidence covers the value.",
    "no_possible_day": "The dates of the fact contradict each other: it ends before it begins.",
    "stale_evidence": "What the evidence covers has changed since it was confirmed.",
    "itself": "A thing is merged into another one.",
    "no_equal_value": "The fact has no value that says what this one says.",
    "stands_alone": "Of an article that stands, nothing more is told.",
    "superseded_only": "Only a superseded fact names its successor.",
    "other_program": "The program is another than the one that the token names.",
    "not_accepted": "The fact that the member names is not accepted.",
    "circular": "The member leads back to where it starts.",
    "duplicate_only": "Only a flag of a duplicate names the other fact.",
    "one_source": "A hop names one agent, or describes one; a capture has one source.",
    "bad_content": "The value is not base64.",
    "page_too_large": "The page has too many bytes or elements, or takes too much memory to read.",
    "page_too_deep": "The elements of the page are nested too deeply.",
    "page_too_slow": "Reading the page takes too long.",
    "page_unreadable": "The program that reads pages fails on this one.",
    "undecodable": "The bytes are not in the charset that is given or declared.",
    "unsupported_media": "Files of this kind are not read: give HTML or plain text.",
    "no_text": "No text of an article was found.",
    "no_original": "No file was kept of this version, or it was redacted.",
    "invalid_date": "The value is not a date, a partial date or an interval of days.",
}
