import Foundation
import HSpaceLibrary

/// Finds the networks of cases, converted, or converts them.
final class Networks {
  private let arguments: Arguments
  private var models: [String: Model] = [:]

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// A session of the network that a case runs.
  func session(
    for golden: Case, program: String? = nil, weights: String = "ema", input: String? = nil,
    second: Bool = false
  ) throws(GoldenError) -> Session {
    let relative =
      second
      ? try golden.required(golden.description.second_network, "second_network")
      : golden.description.network ?? "."
    let folder = URL(fileURLWithPath: "\(golden.folder)/\(relative)").standardizedFileURL.path
    var options = SessionOptions()
    options.threads = arguments.threads
    options.isa = arguments.isa
    options.program = program
    // A configuration need not say for which size the network was trained.
    let inputs = golden.description.inputs
    if let x = input.map({ inputs[$0] }) ?? inputs["x"] ?? inputs["xT"] ?? inputs["x0"],
      let shape = x.shape, shape.count >= 2
    {
      options.size = (width: shape[shape.count - 1], height: shape[shape.count - 2])
    }
    let model = try open(folder, weights, golden.description.scheduler)
    do throws(LibraryError) {
      return try Session(model, options)
    } catch {
      throw GoldenError("no session of \(folder): \(error)")
    }
  }

  /// A direction network, converted.
  func direction(_ file: String) throws(GoldenError) -> DirectionNetwork {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("direction-\(ProcessInfo.processInfo.processIdentifier).hsm").path
    try run([file, "-o", path])
    // It is open from here on.
    defer { try? FileManager.default.removeItem(atPath: path) }
    do throws(LibraryError) { return try DirectionNetwork(path: path) } catch {
      throw GoldenError("\(file): \(error)")
    }
  }

  private func open(
    _ folder: String, _ weights: String, _ scheduler: Case.Scheduler?
  ) throws(GoldenError) -> Model {
    let schedule = options(of: scheduler)
    let key = ([folder, weights] + schedule).joined(separator: " ")
    if let model = models[key] { return model }
    let name = (folder as NSString).lastPathComponent
    // A converted network has the schedule of its folder.
    let ready = schedule.isEmpty ? arguments.models.map { "\($0)/\(name).hsm" } : nil
    let path: String
    if let ready, FileManager.default.fileExists(atPath: ready) {
      path = ready
    } else {
      path = try convert(folder, name, weights, schedule)
    }
    // A converted file is open from here on, and its name is no longer needed.
    defer { if path != ready { try? FileManager.default.removeItem(atPath: path) } }
    do throws(LibraryError) {
      let model = try Model(path: path, verify: true)
      models[key] = model
      return model
    } catch {
      throw GoldenError("\(path): \(error)")
    }
  }

  /// The converter's options for a schedule; none for that which goes without saying.
  private func options(of scheduler: Case.Scheduler?) -> [String] {
    guard let scheduler else { return [] }
    let isUsual =
      scheduler.beta_schedule == "linear" && scheduler.beta_start == 1e-4
      && scheduler.beta_end == 0.02
    return isUsual
      ? []
      : [
        "--schedule", scheduler.beta_schedule, "--beta-start", "\(scheduler.beta_start)",
        "--beta-end", "\(scheduler.beta_end)",
      ]
  }

  /// Converts the network of a case folder.
  private func convert(
    _ folder: String, _ name: String, _ weights: String, _ schedule: [String]
  ) throws(GoldenError) -> String {
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(name)-\(ProcessInfo.processInfo.processIdentifier).hsm").path
    let source = try NetworkSource(folder)
    let configuration = "\(output).json"
    defer { try? FileManager.default.removeItem(atPath: configuration) }
    try run(
      [source.path, "-o", output, "--dtype", "f32", "--weights", weights] + schedule
        + source.options(writing: configuration))
    return output
  }

  /// Runs the converter that lies beside this program.
  private func run(_ options: [String]) throws(GoldenError) {
    let program = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("hspace-convert")
    let process = Process()
    process.executableURL = program
    process.arguments = options
    process.standardOutput = FileHandle.standardError
    do {
      try process.run()
    } catch {
      throw GoldenError("\(program.path): \(error.localizedDescription) (or give --models)")
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw GoldenError("hspace-convert \(options.first ?? "") failed")
    }
  }
}
