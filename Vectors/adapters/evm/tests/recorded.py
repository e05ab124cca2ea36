"""A driver on stand-ins for the original contracts, with all that it sends."""

import argparse

from eth_abi import decode
from eth_utils import keccak
from original import contracts, write_artifacts

from vamm_evm.abi import canonical
from vamm_evm.cli import plan_of
from vamm_evm.driver import Driver


class Recorded:
    """A driver on stand-ins, with all that it sent."""

    def __init__(self, folder, revision, layouts=None):
        path = write_artifacts(folder / "artifacts.json", revision, layouts)
        plan = plan_of(argparse.Namespace(map=None, artifacts=str(path), revision=revision))
        self.driver, self.revision, self.sent = Driver(plan, lambda note: None), revision, []
        self.by_selector = {}
        for name, abi in contracts(revision).items():
            for entry in abi:
                if entry["type"] == "function":
                    types = [canonical(one) for one in entry["inputs"]]
                    selector = keccak(text=f"{entry['name']}({','.join(types)})")[:4]
                    self.by_selector[selector] = (entry["name"], types)

    def setup(self, kind, setup):
        answer = self.driver.answer({"do": "setup", "kind": kind, "setup": setup})
        assert "state" in answer, answer
        machine = self.driver.machine
        if not hasattr(machine, "is_recorded"):
            machine.is_recorded, call = True, machine.call

            def recorded(sender, receiver, data):
                self.sent.append((sender, receiver, data))
                return call(sender, receiver, data)

            machine.call = recorded
        self.sent.clear()
        return answer["state"]

    def step(self, step):
        self.sent.clear()
        question = {name: step[name] for name in ("block", "target", "call", "caller", "args")}
        return self.driver.answer({"do": "step", **question, "views": []})

    def taken_apart(self, data):
        """A call's function and its arguments as a flat list; what is passed on by the bridge unpacked."""
        if data[:4] == keccak(text="forward(address,bytes)")[:4]:
            return self.taken_apart(decode(["address", "bytes"], data[4:])[1])
        name, types = self.by_selector[data[:4]]
        return name, flat(decode(types, data[4:]))


def flat(values):
    return [leaf for value in values for leaf in (flat(value) if isinstance(value, tuple) else [value])]
