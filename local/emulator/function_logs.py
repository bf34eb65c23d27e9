"""Has MiniStack write what functions log to one file, `HERALD_FUNCTIONS_LOG`: a JSON object a line.

A function's own lines, which are JSON and name it, stay as they are; what else it prints is put into one.
At 10 MB the file becomes `<file>.1`, and a new one is begun.
"""

import json
import logging
import os
from datetime import datetime, timezone
from logging.handlers import RotatingFileHandler

from ministack.services import lambda_svc

MAX_BYTES = 10_000_000


def as_json(function, line):
    if line.startswith("{"):
        return line
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return json.dumps(
        {"timestamp": now.replace("+00:00", "Z"), "function_name": function, "message": line}
    )


def log_functions():
    """Changes MiniStack; to be called before it starts."""
    handler = RotatingFileHandler(
        os.environ["HERALD_FUNCTIONS_LOG"], maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8"
    )
    log = logging.Logger("functions")
    log.addHandler(handler)
    emit = lambda_svc._emit_lambda_logs

    def emit_to_file(function, request_id, text, *rest, **named):
        name = (function.get("config") or function).get("FunctionName", "unknown")
        for line in text.splitlines():
            if line.strip():
                log.info("%s", as_json(name, line))
        emit(function, request_id, text, *rest, **named)

    lambda_svc._emit_lambda_logs = emit_to_file
