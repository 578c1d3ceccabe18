import ArgumentParser
import Cairn
import Dispatch
import Foundation
import Stage5LanguageModels
import Synchronization

struct Chat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Talks with SmolLM2, or with any Llama in a GGUF file.",
        discussion:
            "Ctrl-C ends an answer, Ctrl-D the session. /new begins a new conversation, /quit ends the session."
    )

    @Option(help: "The GGUF file. By default SmolLM2-135M-Instruct, which `make models` fetches.")
    var model: String?
    @Option(help: "Instructions for the whole conversation.") var system: String?
    @Option(help: "Say this, print the answer, and end.") var prompt: String?
    @Option(help: "0 takes the likeliest token each time; above 0 tokens are drawn.") var temperature = 0.3
    @Option(help: "Draw from the likeliest tokens of this probability together.") var topP = 0.95
    @Option(help: "The seed of the stream that draws.") var seed: UInt64 = 42
    @Option(help: "The most tokens of an answer.") var maxTokens = 400

    func validate() throws {
        guard temperature >= 0, temperature.isFinite else {
            throw ValidationError("--temperature is 0 or above.")
        }
        guard topP > 0, topP <= 1 else { throw ValidationError("--top-p is above 0 and at most 1.") }
        guard maxTokens > 0 else { throw ValidationError("--max-tokens is at least 1.") }
    }

    func run() throws {
        guard let path = model ?? ModelCache.smolLM2 else {
            throw ValidationError(
                "SmolLM2 is not here. `make models` fetches it; --model names another file.")
        }
        var options = GenerationOptions.sampling(temperature: temperature, topP: topP, seed: seed)
        options.maximumTokens = maxTokens
        // A small model repeats itself; a slight penalty is enough.
        options.repetitionPenalty = 1.1
        var session = try ChatModel(gguf: path).session(system: system, options: options)
        if let prompt {
            try answer(prompt, in: &session)
        } else {
            try converse(in: &session, name: URL(fileURLWithPath: path).lastPathComponent)
        }
    }

    private func converse(in session: inout ChatSession<LlamaEngine>, name: String) throws {
        print("\(name). Ctrl-C ends an answer, Ctrl-D the session; /new begins a new conversation.")
        while true {
            print("\n> ", terminator: "")
            fflush(nil)
            guard let line = readLine() else { break }
            let text = line.trimmingCharacters(in: .whitespaces)
            switch text {
            case "": continue
            case "/quit", "/exit": return
            case "/new":
                session.reset()
                print("A new conversation.")
            default:
                do { try answer(text, in: &session) } catch { print("\(error)") }
            }
        }
        print()
    }

    private func answer(_ text: String, in session: inout ChatSession<LlamaEngine>) throws {
        let interruption = Interruption()
        let start = ContinuousClock.now
        let found = try session.send(
            text,
            onText: {
                print($0, terminator: "")
                fflush(nil)
            }, isCancelled: { interruption.hasCome })
        print()
        if found.ending == .noToken {
            print(
                "  [The model gave no token a probability: its numbers are NaN or −∞. The file may be damaged.]"
            )
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        if prompt == nil {
            let speed = String(format: "%.0f", Double(found.tokens.count) / seconds)
            let cut = found.ending == .cancelled ? ", cut short" : ""
            print("  [\(found.tokens.count) tokens, \(speed) tokens/s\(cut)]")
        }
    }
}

/// Whether Ctrl-C was pressed since this was made. While it lives, Ctrl-C does not end the program.
private final class Interruption {
    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    private let flag = Flag()
    private let source: any DispatchSourceSignal

    init() {
        signal(SIGINT, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { [flag] in flag.isSet.store(true, ordering: .relaxed) }
        source.resume()
    }

    deinit {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }

    var hasCome: Bool { flag.isSet.load(ordering: .relaxed) }
}
