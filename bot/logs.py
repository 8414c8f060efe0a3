"""Logs: one JSON object a line on stderr, constant event names with fields."""

import logging
import sys

import structlog


def configure_logs(level: int = logging.INFO) -> None:
    """Send events of `level` and above to stderr; never a token, never what people wrote."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
