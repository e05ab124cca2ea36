"""The command vamm-evm."""

import argparse
import json
import os
import sys
from pathlib import Path

from . import __version__
from .artifacts import Artifacts
from .driver import Driver
from .first_map import first_map
from .mapfile import MapFile, defaults, load, schema
from .plan import calls_of, events_of, make_plan, quotes_of, state_sources, steps_of, views_of
from .problem import Problem
from .state import PREFIXES

DESCRIPTION = """Compiled contracts behind the line protocol vamm-check/1:

  vamm check --exec "vamm-evm --artifacts out/ --map fork.yaml" Vectors/recorded

Without a map the contracts are taken for the original ones (--revision)."""


def _note(text):
    print(f"vamm-evm: {text}", file=sys.stderr, flush=True)


def _artifacts_of(arguments, complete_map):
    path = arguments.artifacts
    if path is None and "artifacts" in complete_map.fields:
        path = Path(arguments.map).parent / complete_map.fields["artifacts"]
    if path is None:
        raise Problem("no artifacts are given", advice="say --artifacts FOLDER, or artifacts: in the map")
    return Artifacts(path)


def plan_of(arguments):
    """The map and the artifacts of a command line, bound."""
    if arguments.map:
        complete_map, name = load(arguments.map), f"vamm-evm {Path(arguments.map).stem}"
    else:
        revision = arguments.revision or "v2"
        file = MapFile(f"format: vamm-evm/1\nrevision: {revision}\n", f"the defaults ({revision})")
        complete_map, name = defaults(revision).with_changes(file), f"vamm-evm {revision}"
    plan = make_plan(complete_map, _artifacts_of(arguments, complete_map), name)
    for check in (quotes_of, calls_of, views_of, events_of):
        check(plan)
    for kind in plan.kinds:
        state_sources(plan, PREFIXES.get(kind, ()))
    for kind in plan.kinds:
        steps_of(plan, kind)
    return plan


def serve(arguments):
    """Answers questions until there are no more."""
    plan = plan_of(arguments)
    driver = Driver(plan, _note, arguments.declare)
    for note in plan.notes:
        _note(note)
    for line in sys.stdin:
        try:
            question = json.loads(line)
        except ValueError as error:
            answer = {"error": f"the question is not JSON: {error}"}
        else:
            answer = driver.answer(question)
        sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
        sys.stdout.flush()


def init(arguments):
    """Writes a first map."""
    if arguments.artifacts is None:
        raise Problem("no artifacts are given", advice="say --artifacts FOLDER")
    text = first_map(Artifacts(arguments.artifacts), arguments.revision or "v2")
    if arguments.output is None:
        sys.stdout.write(text)
        return
    try:
        with open(arguments.output, "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Problem(f"can't be written: {error.strerror}", arguments.output,
                      "name a file that is not there yet") from None
    matched = text.count("\n#   ")
    _note(f"{arguments.output} is written; {matched} things could not be matched and are listed at its end")


def state(arguments):
    """Writes the state document of a deployed market."""
    from .chain import connect, read_state
    from .document import write
    plan = plan_of(arguments)
    if "market" not in plan.kinds:
        raise Problem("a state is that of a market, and no contract plays clearingHouse",
                      plan.map.where("contracts", "clearingHouse"))
    block = arguments.block if arguments.block == "latest" else int(arguments.block)
    value = read_state(plan, connect(arguments.rpc), block, arguments.traders, arguments.from_block,
                       arguments.snapshots, arguments.jobs)
    write(value, arguments.output)


def _block(text):
    if text != "latest" and not text.isdigit():
        raise argparse.ArgumentTypeError("write a block's number, or latest")
    return text


def _count(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("write a number of 1 or more")
    return int(text)


def parser():
    """The command line."""
    main = argparse.ArgumentParser("vamm-evm", description=DESCRIPTION,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    main.add_argument("--version", action="version", version=__version__)
    _add_sources(main)
    main.add_argument("--declare", action="store_true",
                      help="say in the greeting which calls and views there are not, for programs that read it")
    commands = main.add_subparsers(dest="command", metavar="COMMAND")
    init_command = commands.add_parser("init", help="write a first map for a fork's artifacts")
    init_command.add_argument("--artifacts", metavar="PATH", default=argparse.SUPPRESS)
    init_command.add_argument("--revision", choices=("v1", "v2"), default=argparse.SUPPRESS)
    init_command.add_argument("-o", "--output", metavar="FILE", help="where to write it; default: standard output")
    init_command.set_defaults(run=init)
    state_command = commands.add_parser("state", help="write the state document of a deployed market")
    state_command.add_argument("--artifacts", metavar="PATH", default=argparse.SUPPRESS)
    state_command.add_argument("--map", metavar="FILE", default=argparse.SUPPRESS,
                               help="with the addresses under chain")
    state_command.add_argument("--rpc", metavar="URL", required=True, help="a JSON-RPC endpoint")
    state_command.add_argument("--block", metavar="N", type=_block, default="latest", help="default: latest")
    state_command.add_argument("--traders", metavar="FILE", help="an address, or a name and an address, a line; "
                               "default: everyone in PositionChanged and MarginChanged events")
    state_command.add_argument("--from-block", metavar="N", type=int, default=0,
                               help="where to begin to look for events")
    state_command.add_argument("--snapshots", metavar="N", type=_count, help="only the last N entries of each history")
    state_command.add_argument("-j", "--jobs", metavar="N", type=_count, default=8,
                               help="questions at a time; default: 8")
    state_command.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    state_command.set_defaults(run=state)
    schema_command = commands.add_parser("schema", help="print the JSON Schema of maps")
    schema_command.set_defaults(run=lambda _: print(json.dumps(schema(), indent=2)))
    main.set_defaults(run=serve)
    return main


def _add_sources(command):
    command.add_argument("--artifacts", metavar="PATH", help="Foundry's out/, Hardhat's artifacts/, or the JSON output "
                         "of solc or Vyper")
    command.add_argument("--map", metavar="FILE", help="which contract plays which part, and where a fork differs")
    command.add_argument("--revision", choices=("v1", "v2"), help="of the original contracts, without a map")


def main(arguments=None):
    """Runs the command; 2 for a mistake in what it was given."""
    parsed = parser().parse_args(arguments)
    try:
        parsed.run(parsed)
    except Problem as problem:
        _note(str(problem))
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0
