"""Runs MiniStack as the leader of a process group, until its standard input closes.

The process that started it holds the other end, so that its death, however sudden, also ends the
emulator and every Lambda worker.
"""

import os
import signal
import sys
import threading

from ministack.app import main
from ministack.services import apigateway_v1

# The checkout gets no folder of compiled files.
sys.dont_write_bytecode = True

from api_calls import call_as_aws_does  # noqa: E402
from function_logs import log_functions  # noqa: E402
from policies import decide_as_aws_does  # noqa: E402


def end_with_parent():
    sys.stdin.buffer.read()
    os.killpg(os.getpid(), signal.SIGKILL)


def name_api_keys():
    """Tells functions which API key a request has, as API Gateway does and MiniStack does not.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    make_event = apigateway_v1._build_lambda_event_v1

    def make_event_with_key(*args, **kwargs):
        event = make_event(*args, **kwargs)
        headers = event["headers"]
        key = apigateway_v1._resolve_api_key(apigateway_v1._api_key_from_request(headers))
        if key is not None:
            event["requestContext"]["identity"].update(apiKey=key["value"], apiKeyId=key["id"])
        return event

    apigateway_v1._build_lambda_event_v1 = make_event_with_key


def tell_where_requests_went():
    """Tells functions a request's domain and whole path, as API Gateway does and MiniStack does not.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    make_event = apigateway_v1._build_lambda_event_v1

    def make_event_with_place(*args, **kwargs):
        event = make_event(*args, **kwargs)
        context, host = event["requestContext"], event["headers"].get("host", "")
        context["domainName"] = host
        event["headers"]["X-Forwarded-Proto"] = "http"
        # The API is in the path, if its name is not the domain's.
        if not host.startswith(context["apiId"]):
            context["path"] = f"/_aws/execute-api/{context['apiId']}{context['path']}"
        return event

    apigateway_v1._build_lambda_event_v1 = make_event_with_place


threading.Thread(target=end_with_parent, daemon=True).start()
call_as_aws_does()
name_api_keys()
tell_where_requests_went()
decide_as_aws_does()
log_functions()
main()
