"""From a source to what its publisher answered: a capture, not modified, a failure or a refusal.

Nothing a server does raises: every outcome is a value of ``model/capture.py``. Import from the submodules
(``client.Fetcher``, ``settings.FetchSettings``); this package re-exports nothing, because httpx is dear to import.

::

    client       Fetcher: retries, and the result as a value of the model
    visit        one attempt: hop by hop, robots.txt, the host's turn, redirects
    errand       what a fetch is about, and the headers of each hop
    outcome      what a status means; where a redirect leads
    wire         one request and its bounded answer (the owner of httpx, with transport)
    transport    httpx over a pool whose connections pass the guard
    guard        which addresses may be reached; connects to the very address it checked
    bounds       bodies inflated within limits
    robots       RFC 9309        politeness   one host's pace        retry   what is worth another attempt
    connectors/  one file per publisher
"""
