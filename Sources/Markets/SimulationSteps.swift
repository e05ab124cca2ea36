public import Clearing
public import Files
internal import FixedPoint
internal import JSON
public import Scenarios
public import Simulation
internal import VirtualAMM

/// The calls of a simulation as steps of a run, for those who listen to runs.
public struct SimulationSteps {
    /// What the run says before its steps.
    public let run: RunDescription
    private var observer: StateObserver

    /// The steps of a simulation that has not begun.
    ///
    /// - Parameters:
    ///   - simulation: The simulation.
    ///   - name: What the run is called.
    /// - Throws: `FileError` where the market can't be written as a setup.
    public init(of simulation: Simulation, name: String) throws(FileError) {
        let scenario = SimulationScenario(of: simulation)
        let setup = try scenario.readSetup()
        run = RunDescription(
            file: name, name: simulation.configuration.name, comment: scenario.comment,
            tokenDecimals: simulation.market.setup.tokenDecimals.count, setup: setup.json,
            roster: scenario.roster)
        observer = StateObserver(simulation.market.house, run.roster)
    }

    /// A call as a step; nil for an extension, which no contract has.
    public mutating func step(_ step: SimulatedStep, after house: ClearingHouse) -> ReplayedStep? {
        guard case .call(let call) = step.action else { return nil }
        let outcome: Result<Receipt, Revert> =
            switch step.outcome {
            case .done(let events): .success(Receipt(events))
            case .reverted(let revert): .failure(revert)
            }
        return ReplayedStep(
            number: Int(step.number), block: step.block, caller: step.sender, call: call, outcome: outcome,
            changes: observer.changes(of: house, pool: call.pool))
    }
}
