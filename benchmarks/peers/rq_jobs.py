"""What RQ's workers import."""


def noop(payload):
    pass
