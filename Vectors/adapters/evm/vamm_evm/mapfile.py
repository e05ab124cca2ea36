"""Maps: YAML with the lines of its fields, held against the schema, and laid over the defaults."""

import copy
import json
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from .problem import Problem, nearest

FOLDER = Path(__file__).parent
SECTIONS = ("quotes", "calls", "state", "views", "events", "document")
NONE = "none"


def schema():
    """The JSON Schema of maps."""
    return json.loads((FOLDER / "map.schema.json").read_text(encoding="utf-8"))


class _Loader(yaml.SafeLoader):
    """YAML's plain scalars as they are written but for integers and truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in
            ("tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class MapFile:
    """A map with the place of each of its fields."""

    def __init__(self, text, name):
        self.name, self.lines = name, {}
        try:
            node = yaml.compose(text, _Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise Problem(f"is not YAML: {error.problem}", f"{name}:{line}",
                          "quote texts that hold a colon, a comma or a bracket") from None
        except yaml.YAMLError as error:
            raise Problem(f"is not YAML: {error}", name) from None
        self.fields = self._value(node, ()) if node is not None else {}
        if not isinstance(self.fields, dict):
            raise Problem("is no map of fields", f"{name}:1", "begin with format: vamm-evm/1")
        self._check()

    def _value(self, node, path):
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            fields = {}
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise Problem("a field's name is no text", f"{self.name}:{key.start_mark.line + 1}")
                inner = (*path, key.value)
                self.lines[inner] = key.start_mark.line + 1
                if key.value in fields:
                    raise Problem(f"{'.'.join(inner)} is there twice", self.where(inner), "leave one of them")
                fields[key.value] = self._value(value, inner)
            return fields
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        loader = _Loader("")
        try:
            return loader.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError) as error:
            raise Problem(f"\"{node.value}\" is no value: {error}", self.where(path)) from None
        finally:
            loader.dispose()

    def where(self, path):
        """The file and line of a field, and the field."""
        line = next((self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines), 1)
        dotted = ".".join(str(part) for part in path)
        return f"{self.name}:{line}" + (f": {dotted}" if dotted else "")

    def _check(self):
        errors = sorted(Draft202012Validator(schema()).iter_errors(self.fields), key=lambda error: len(error.path))
        if not errors:
            return
        error = _deepest(errors[0])
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = error.schema.get("properties", {})
            unknown = next(name for name in error.instance if name not in known)
            raise Problem("no such field", self.where((*path, unknown)), nearest(unknown, known))
        raise Problem(self._said(error), self.where(path), error.schema.get("description", ""))

    @staticmethod
    def _said(error):
        if error.validator == "required":
            missing = next(name for name in error.validator_value if name not in error.instance)
            return f"has no field {missing}"
        if error.validator in ("enum", "const"):
            choices = error.schema.get("enum", [error.schema.get("const")])
            return f"{json.dumps(error.instance)} is none of {json.dumps(choices)}"
        return error.message


def _deepest(error):
    """What is wrong in the alternative that was meant, rather than that no alternative fits."""
    while error.context:
        meant = [one for one in error.context if one.relative_path or one.validator not in ("type", "const")]
        if not meant:
            break
        error = max(meant, key=lambda one: len(one.absolute_path))
    return error


def defaults(revision):
    """The default map of a revision, all fields there."""
    full = MapFile((FOLDER / "defaults" / "v2.yaml").read_text(encoding="utf-8"), "the defaults (v2)")
    merged = Map(full.fields, full)
    if revision == "v1":
        first = MapFile((FOLDER / "defaults" / "v1.yaml").read_text(encoding="utf-8"), "the defaults (v1)")
        merged = merged.with_changes(first)
    return merged


class Map:
    """A complete map: the defaults with a fork's differences, and who said what."""

    def __init__(self, fields, file, said_by=None):
        self.fields, self.file = fields, file
        self.said_by = said_by or {}  # {(section, name): the file that said it}

    def where(self, section, name, *more):
        """Where a field was said."""
        return self.said_by.get((section, name), self.file).where((section, name, *more))

    def is_said(self, section, name):
        """Whether the fork's own map says this, not the defaults."""
        return (section, name) in self.said_by and not self.said_by[section, name].name.startswith("the defaults")

    def with_changes(self, other):
        """This map with another laid over it."""
        fields, said_by = copy.deepcopy(self.fields), dict(self.said_by)
        for name, value in other.fields.items():
            if name in SECTIONS:
                for key in value or {}:
                    if key not in fields[name]:
                        raise Problem("no such name", other.where((name, key)), nearest(key, fields[name]))
            if name == "setup":
                fields[name] = _laid_over(fields[name], value or {}, other)
            elif isinstance(value, dict) and isinstance(fields.get(name), dict):
                fields[name].update(value)
            else:
                fields[name] = value
            for key in value if isinstance(value, dict) else ():
                said_by[name, key] = other
        return Map(fields, other, said_by)


def _laid_over(steps, changes, file):
    """Setup steps with changes: replaced in place, left out, or put in where they say."""
    names = list(steps)
    merged = dict(steps)
    for name, step in changes.items():
        if step == NONE and name not in merged:
            raise Problem("no such step", file.where(("setup", name)), nearest(name, merged))
        if step != NONE and ("before" in step or "after" in step):
            place = "before" if "before" in step else "after"
            if step[place] not in names:
                raise Problem(f"no step is called {step[place]}", file.where(("setup", name, place)),
                              nearest(step[place], names))
            if name in names:
                names.remove(name)
            names.insert(names.index(step[place]) + (place == "after"), name)
        elif name not in names:
            names.append(name)
        merged[name] = step
    return {name: merged[name] for name in names if merged[name] != NONE}


def load(path):
    """The map in a file over the defaults of its revision."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"can't be read: {error.strerror}", str(path),
                      "name a map, or write one with vamm-evm init") from None
    except UnicodeDecodeError:
        raise Problem("is not UTF-8 text", str(path)) from None
    file = MapFile(text, str(path))
    return defaults(file.fields["revision"]).with_changes(file)
