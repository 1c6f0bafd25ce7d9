import json as _json
import logging as _logging
import time as _time


class LogLine(_logging.Formatter):
    """One object a line, so that whoever collects the lines finds level, logger and trace without guessing."""

    # What upstream's filters know of the request, where there is one.
    KNOWN = {"userid": "user", "remoteip": "ip"}

    def format(self, record):
        line = {
            "time": f"{_time.strftime('%Y-%m-%dT%H:%M:%S', _time.gmtime(record.created))}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "at": f"{record.filename}:{record.lineno}",
            "process": record.process,
        }
        line.update({ours: getattr(record, theirs) for theirs, ours in self.KNOWN.items() if getattr(record, theirs, None)})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _json.dumps(line, default=str)
