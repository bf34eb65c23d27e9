"""Has MiniStack's API Gateway call functions as AWS's does where executions are short.

A throttled or failed call gets the API's own gateway response, as in AWS; MiniStack's is a bare 429 or
502. And a function has a few calls at once, so that a burst starts a few processes rather than hundreds;
some wait for their turn, and what is beyond is throttled after a moment.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager

from ministack.services import apigateway_v1

# The emulator computes on one core: with more calls of a function at once, each only takes longer.
MAX_CALLS = 4

# What four processes get through in a moment, also if they have yet to start.
MAX_IN_LINE = 20

# For a place in that line; a caller is to hear within 2 s that there was none.
MAX_WAIT_SECONDS = 1.5


class NotServed(Exception):
    """The function was throttled, or ended without a response."""


class Turns:
    """Lets calls of one function run in the order in which they came."""

    def __init__(self):
        self._places = asyncio.Semaphore(MAX_CALLS + MAX_IN_LINE)
        self._free = asyncio.Semaphore(MAX_CALLS)

    @asynccontextmanager
    async def turn(self):
        try:
            await asyncio.wait_for(self._places.acquire(), MAX_WAIT_SECONDS)
        except asyncio.TimeoutError:
            raise NotServed from None
        try:
            async with self._free:
                yield
        finally:
            self._places.release()


def call_as_aws_does():
    """Changes MiniStack; to be called before it starts."""
    call_function = apigateway_v1._call_lambda_raw
    call_for_response = apigateway_v1._invoke_lambda_proxy_v1
    turns = defaultdict(Turns)

    async def call_in_turn(function, event, **scope):
        async with turns[function].turn():
            result, fault = await call_function(function, event, **scope)
        if result is not None and (result.get("throttle") or result.get("error")):
            raise NotServed
        return result, fault

    async def call_or_fail(*parameters, **scope):
        try:
            return await call_for_response(*parameters, **scope)
        except NotServed:
            return apigateway_v1._gw_error("INTEGRATION_FAILURE", "Internal server error")

    apigateway_v1._call_lambda_raw = call_in_turn
    apigateway_v1._invoke_lambda_proxy_v1 = call_or_fail
