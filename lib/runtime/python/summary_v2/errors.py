"""The exceptions that TensorFlow raises for the same mistakes, under TensorFlow's names (tf.errors)."""


class OpError(Exception):
    """What the writer itself refused: `error_code` is TensorFlow's number, `message` says why."""

    code = 2

    def __init__(self, message):
        super().__init__(message)
        self.message = message
        self.error_code = self.code
        self.op = None
        self.node_def = None


class UnknownError(OpError):
    pass


class InvalidArgumentError(OpError):
    code = 3


class NotFoundError(OpError):
    code = 5


class AlreadyExistsError(OpError):
    code = 6


class PermissionDeniedError(OpError):
    code = 7


class ResourceExhaustedError(OpError):
    code = 8


class FailedPreconditionError(OpError):
    code = 9


class UnimplementedError(OpError):
    code = 12


class InternalError(OpError):
    code = 13


class DataLossError(OpError):
    code = 15


_BY_CODE = {
    error.code: error
    for error in (
        UnknownError,
        InvalidArgumentError,
        NotFoundError,
        AlreadyExistsError,
        PermissionDeniedError,
        ResourceExhaustedError,
        FailedPreconditionError,
        UnimplementedError,
        InternalError,
        DataLossError,
    )
}


def from_code(code, message):
    return _BY_CODE.get(code, UnknownError)(message)
