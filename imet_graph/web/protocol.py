"""The SPARQL 1.1 Protocol's query operation: from a request to what is asked.

https://www.w3.org/TR/sparql11-protocol/#query-operation. Pure: nothing is run here. Nor
does :func:`parse` read the query's text: that takes time which grows with it, and is done
by a worker (:func:`format_of`).
"""

from __future__ import annotations

from dataclasses import dataclass

from imet_graph.rdf.formats import by_name
from imet_graph.rdf.vocab import form
from imet_graph.web.accept import chosen
from imet_graph.web.messages import Pairs, Refused, Request, decoded

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")

# What each form of query can be answered in, the best first.
ROW_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("turtle", "ntriples", "jsonld", "rdfxml")
ANSWER_FORMATS = ("json", "xml")
_UPDATE_WORDS = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)


@dataclass(frozen=True)
class Operation:
    """A query to answer: its text, the dataset that the request names, and what form it wants.

    ``format`` is that of the parameter of this name, if there is one, ``accept`` what the
    header says otherwise.
    """

    text: str
    format: str | None = None
    accept: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def parse(request: Request) -> Operation | None:
    """Return the query of a request, or None where it asks for the service description.

    Raises:
        Refused: 400, 405, 406 or 415, with what would be right.
    """
    pairs, direct = _parameters(request)
    if "update" in (name for name, _value in pairs):
        raise Refused(403, "This server only reads.", hint="Send a query, not an update.")
    texts = [value for name, value in pairs if name == "query"]
    if direct is not None:
        if texts:
            raise Refused(400, "There is a query in the address and another in the body.")
        texts = [direct]
    if not texts and request.method in ("GET", "HEAD") and not pairs:
        return None
    if len(texts) != 1:
        what = "no query" if not texts else f"{len(texts)} queries"
        raise Refused(400, f"The request has {what}.", hint="Send one, in the parameter `query`.")
    asked = next((value for name, value in pairs if name == "format"), None)
    return Operation(
        texts[0],
        asked,
        request.header("accept") if asked is None else "",
        tuple(value for name, value in pairs if name == "default-graph-uri"),
        tuple(value for name, value in pairs if name == "named-graph-uri"),
    )


def _parameters(request: Request) -> tuple[Pairs, str | None]:
    """Return the request's parameters, and the query if it is the body itself."""
    if request.method in ("GET", "HEAD"):
        return request.pairs(), None
    if request.method != "POST":
        raise Refused(
            405,
            f"{request.method} is not a method of the query operation.",
            hint="Use GET or POST.",
            headers={"allow": ", ".join(METHODS)},
        )
    kind, _, parameters = request.header("content-type").partition(";")
    kind = kind.strip().lower()
    charset = parameters.lower().partition("charset=")[2].strip(" \"'")
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(415, f"The charset {charset} is not understood.", hint="Send UTF-8.")
    if kind == "application/sparql-update":
        raise Refused(403, "This server only reads.", hint="Send a query, not an update.")
    if kind not in (FORM_TYPE, QUERY_TYPE):
        raise Refused(
            415,
            f"The body's type {kind or '(none)'} is not one of the protocol.",
            hint=f"Send {FORM_TYPE} or {QUERY_TYPE}.",
            headers={"accept-post": f"{FORM_TYPE}, {QUERY_TYPE}"},
        )
    try:
        body = request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, "The body is not UTF-8.", hint="Send UTF-8.") from error
    if kind == QUERY_TYPE:
        return request.pairs(), body
    # The protocol has no parameters in the address of a form, but for our own `format`.
    return decoded(body) + [(n, v) for n, v in request.pairs() if n == "format"], None


def formats_for(text: str) -> tuple[str, ...]:
    """Return the names of the formats in which a query can be answered."""
    kind = form(text)
    if kind in ("CONSTRUCT", "DESCRIBE"):
        return GRAPH_FORMATS
    return ANSWER_FORMATS if kind == "ASK" else ROW_FORMATS


def format_of(text: str, asked: str | None, accept: str) -> str:
    """Return the format of an answer: the one that is asked for, else what Accept prefers.

    Raises:
        Refused: 406, with what there is; 400 for an update.
    """
    if form(text) in _UPDATE_WORDS:
        raise Refused(400, "This is an update; the server only reads.", hint="Send a query.")
    known = formats_for(text)
    if asked is not None:
        if asked not in known:
            raise Refused(
                406,
                f"The answer can't be given as {asked!r}.",
                hint=f"Choose one of: {', '.join(known)}.",
            )
        return asked
    by_type = {by_name(name, "rdf", "results").media_type: name for name in known}
    accepted = chosen(accept, list(by_type))
    if accepted is None:
        # A text that is no query at all is told so, whatever was to be accepted.
        if form(text) not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            return known[0]
        raise Refused(
            406,
            "The answer can't be given in a type that Accept names.",
            hint=f"Accept one of: {', '.join(by_type)}.",
        )
    return by_type[accepted]
