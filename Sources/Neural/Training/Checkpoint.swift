import Autodiff
import Foundation
import LinearAlgebra

// A checkpoint is one safetensors file: `model.` and the names of the model's tensors, `best.` and the same of its best epoch, `optimizer.K.I` for tensor
// I of kind K that the optimiser remembers, and in the metadata, as JSON, where the run stands.

extension TrainingRun {
    private static var key: String { "cairn.training" }

    /// Saves the run where it has a checkpoint and as many steps have passed.
    func saveIfDue(_ model: Model, _ optimizer: some Optimizer) throws {
        guard let steps = options.checkpoint?.everySteps, state.totalSteps % steps == 0 else { return }
        try save(model, optimizer)
    }

    /// Saves the run where it has a checkpoint.
    func save(_ model: Model, _ optimizer: some Optimizer) throws {
        guard let path = options.checkpoint?.path else { return }
        var state = state
        state.learningRate = optimizer.learningRate
        state.optimizerSteps = optimizer.state.steps
        state.optimizerNumbers = optimizer.state.numbers
        state.optimizerCounts = optimizer.state.tensors.map(\.count)
        state.history.steps = state.totalSteps
        // Who stopped the run is no part of where it stands.
        if state.history.ending == .stoppedByCallback { state.history.ending = .finished }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        var writer = SafetensorsWriter(
            metadata: [Self.key: String(decoding: try encoder.encode(state), as: UTF8.self)])
        writer.append(model, under: "model.")
        if let best { writer.append(best, under: "best.") }
        for (kind, tensors) in optimizer.state.tensors.enumerated() {
            for (index, tensor) in tensors.enumerated() {
                writer.append("optimizer.\(kind).\(index)", tensor)
            }
        }
        do throws(SafetensorsError) { try writer.write(path: path) } catch {
            throw ModelFileError.file(error)
        }
    }

    /// Goes on from a checkpoint; changes nothing where it does not fit.
    mutating func resume<Rule: Optimizer>(
        from path: String, _ model: inout Model, _ optimizer: inout Rule
    ) throws where Rule.Precision == Model.Precision {
        let file: SafetensorsFile
        do throws(SafetensorsError) { file = try SafetensorsFile(path: path) } catch {
            throw ModelFileError.file(error)
        }
        let saved = try readState(file, path)
        var memory = OptimizerState<Model.Precision>()
        memory.steps = saved.optimizerSteps
        memory.numbers = saved.optimizerNumbers
        for (kind, count) in saved.optimizerCounts.enumerated() {
            var tensors: [Tensor<Model.Precision>] = []
            for index in 0..<count {
                tensors.append(try file.tensor("optimizer.\(kind).\(index)", shape: nil, path: path))
            }
            memory.tensors.append(tensors)
        }
        var loaded = model, loadedBest: Model?
        try loaded.load(from: file, path, prefix: "model.")
        if file.names.contains(where: { $0.hasPrefix("best.") }) {
            var copy = model
            try copy.load(from: file, path, prefix: "best.")
            loadedBest = copy
        }
        (state, model, best) = (saved, loaded, loadedBest)
        optimizer.learningRate = saved.learningRate
        optimizer.state = memory
    }

    private func readState(_ file: SafetensorsFile, _ path: String) throws -> State {
        guard let text = file.metadata[Self.key] else {
            throw ModelFileError.wrongCheckpoint(
                path: path, expected: "a checkpoint of a training run", found: "a file without its state")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let data = Data(text.utf8)
        guard let version = try? decoder.decode(CheckpointVersion.self, from: data), version.version == 1,
            let saved = try? decoder.decode(State.self, from: data), saved.epoch >= 0, saved.step >= 0,
            saved.totalSteps >= 0, saved.optimizerSteps >= 0, saved.optimizerCounts.allSatisfy({ $0 >= 0 }),
            saved.learningRate >= 0
        else {
            throw ModelFileError.wrongCheckpoint(
                path: path, expected: "a checkpoint of version 1", found: String(text.prefix(80)))
        }
        guard saved.seed == state.seed else {
            throw ModelFileError.wrongCheckpoint(
                path: path, expected: "a run with seed \(state.seed)", found: "one with seed \(saved.seed)")
        }
        guard saved.setup == state.setup else {
            throw ModelFileError.wrongCheckpoint(
                path: path, expected: "a run of \(state.setup)", found: "one of \(saved.setup)")
        }
        return saved
    }
}

/// All that is read of a checkpoint before its version is known.
private struct CheckpointVersion: Decodable { var version: Int }
