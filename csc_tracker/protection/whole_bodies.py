"""A connection that breaks off within a form must not save the half of it that came."""


def whole_bodies(application):
    """The WSGI application, to which a body that ends before the length it gave is an OSError."""

    def answer(environ, start_response):
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdigit() and len(length) < 16:
            environ["wsgi.input"] = _Whole(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return answer


class _Whole:
    """A body of `length` bytes over a stream that gives less than it is asked for at its end alone."""

    def __init__(self, stream, length):
        self.stream, self.missing = stream, length

    def read(self, size=-1):
        wanted = self.missing if size is None or size < 0 else min(size, self.missing)
        data = self.stream.read(wanted)
        self.missing -= len(data)
        if len(data) < wanted:
            raise OSError("The connection ended before all of the body had come.")
        return data

    def readline(self, size=-1):
        wanted = self.missing if size is None or size < 0 else min(size, self.missing)
        line = self.stream.readline(wanted)
        self.missing -= len(line)
        if wanted and not line:
            raise OSError("The connection ended before all of the body had come.")
        return line
