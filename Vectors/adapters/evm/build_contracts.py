#!/usr/bin/env python3
"""Compiles Vyper sources to combined JSON, as `vyper -f combined_json` writes it, without what nobody reads.

    python3 build_contracts.py                          the example contracts, into example/out
    python3 build_contracts.py Changed.vy --into out    other sources
    python3 build_contracts.py --builtins               the contracts that come with vamm-evm
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILTINS = HERE / "vamm_evm" / "contracts"
EXAMPLE = [HERE / "example" / f"{name}.vy" for name in ("Pool", "House", "Fund")]
KEPT = ("abi", "bytecode", "layout")


def compiled(source, rules):
    """The combined JSON of a source."""
    command = [sys.executable, "-m", "vyper.cli.vyper_compile", "-f", "combined_json", "--evm-version", rules,
               "--no-bytecode-metadata", source.name]
    output = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=source.parent).stdout)
    return {name: value if name == "version" else {field: value[field] for field in KEPT}
            for name, value in output.items()}


def write(source, folder, rules):
    """Writes a source's JSON into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.stem}.json"
    path.write_text(json.dumps(compiled(source, rules), separators=(",", ":"), sort_keys=True) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--into", type=Path, default=HERE / "example" / "out")
    parser.add_argument("--builtins", action="store_true", help="the contracts that come with vamm-evm")
    arguments = parser.parse_args()
    sources = sorted(BUILTINS.glob("*.vy")) if arguments.builtins else arguments.sources or EXAMPLE
    for source in sources:
        print(write(source, BUILTINS if arguments.builtins else arguments.into,
                    "london" if arguments.builtins else "cancun"))


if __name__ == "__main__":
    main()
