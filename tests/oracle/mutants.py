"""Spoils a migrated program in ways that the comparison must notice: an op that writes nothing, a step that is not fed, a wrong tag."""
import ast
import re

V2_OPS = {"scalar", "histogram", "image", "audio", "text", "write", "write_raw_pb"}
V1_OPS = {"scalar", "histogram", "image", "audio", "text", "tensor_summary"}


def dotted(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join(reversed(parts + [node.id]))


class Source:
    """A text with its tree; spans are byte ranges, as ast counts columns in UTF-8 bytes."""

    def __init__(self, text):
        self.data = text.encode()
        self.tree = ast.parse(text)
        self.lines = [0]
        for line in self.data.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def span(self, node):
        return (self.lines[node.lineno - 1] + node.col_offset, self.lines[node.end_lineno - 1] + node.end_col_offset)

    def with_span(self, begin, end, text):
        return (self.data[:begin] + text.encode() + self.data[end:]).decode()

    def aliases(self):
        """Names that stand for a summary module here: {name: the name of TensorFlow, or "" where there is none}."""
        names = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module in ("tensorflow.compat.v2", "tensorflow"):
                names.update({alias.asname or alias.name: "" for alias in node.names if alias.name == "summary"})
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                origin = dotted(node.value)
                if origin.endswith(".summary") and ".v1." not in origin:
                    names[node.targets[0].id] = origin.split(".")[0]
        return names


def is_v2_op(source, call, aliases):
    name = dotted(call.func)
    head, _, leaf = name.rpartition(".")
    if leaf not in V2_OPS:
        return False
    if leaf == "write_raw_pb":
        return head.endswith("summary.experimental")
    if head in aliases:
        return any(k.arg == "step" for k in call.keywords)
    # A v1 op that a bridge keeps is no v2 op.
    return head.endswith("summary") and ".v1." not in name


def is_kept_op(call):
    """A v1 op whose bytes a v2 writer stores."""
    head, _, leaf = dotted(call.func).rpartition(".")
    return leaf in V1_OPS and head.endswith("compat.v1.summary")


def step_like(node):
    return re.search(r"(^|\.|_)step(_?\d+)?$|summary_step", dotted(node)) is not None and "summary" in dotted(node)


def is_bridge(text):
    return "summary.experimental.write_raw_pb(" in text


def mutants(text, bridged):
    """(what was done, the spoiled text) pairs; `bridged`: some file of the program writes what v1 ops make."""
    source = Source(text)
    aliases = source.aliases()
    for node in ast.walk(source.tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Call) and is_v2_op(source, node, aliases):
            root = dotted(node.func).split(".")[0]
            begin, end = source.span(node)
            root = aliases.get(root, root)
            nothing = f"{root}.group()" if root else "None"
            yield f"line {line}: op dropped", source.with_span(begin, end, nothing)
        if isinstance(node, ast.Call) and (is_v2_op(source, node, aliases) or bridged and is_kept_op(node)):
            tag = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg in ("name", "tag")), None)
            if isinstance(tag, ast.Constant) and isinstance(tag.value, str):
                stem = re.sub(r"_\d+$", "", tag.value)
                begin, end = source.span(tag)
                # A kept op is numbered by TensorFlow: "_1" may be what it gets anyway.
                other = tag.value + "_other" if is_kept_op(node) else stem if stem != tag.value else stem + "_1"
                yield f"line {line}: tag {tag.value!r} changed", source.with_span(begin, end, repr(other))
            elif tag is not None:
                begin, end = source.span(tag)
                yield f"line {line}: tag changed", source.with_span(begin, end, f"({source.data[begin:end].decode()}) + '_other'")
        if isinstance(node, ast.Call) and re.search(r"(^|\.)Summary\.Value$|\.value\.add$", dotted(node.func)):
            for tag in (k.value for k in node.keywords if k.arg == "tag"):
                begin, end = source.span(tag)
                yield f"line {line}: tag changed", source.with_span(begin, end, f"({source.data[begin:end].decode()}) + '_other'")
        if isinstance(node, ast.Dict):
            for index, (key, value) in enumerate(zip(node.keys, node.values)):
                if key is None or not step_like(key) or (isinstance(value, ast.Constant) and not value.value):
                    continue
                begin, end = source.span(value)
                yield f"line {line}: step changed", source.with_span(begin, end, f"({source.data[begin:end].decode()}) + 1")
                begin = source.span(key)[0]
                if index + 1 < len(node.values):
                    following = node.keys[index + 1]
                    end = source.span(following)[0] if following is not None else source.data.index(b"**", end)
                elif index:
                    begin = source.span(node.values[index - 1])[1]
                yield f"line {line}: step feed dropped", source.with_span(begin, end, "")
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            index = node.targets[0].slice
            if step_like(index):
                yield f"line {line}: step feed dropped", source.with_span(*source.span(node), "pass")
