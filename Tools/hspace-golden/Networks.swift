import Foundation
import HSpaceLibrary

/// Finds the networks of cases, converted, or converts them.
final class Networks {
  private let arguments: Arguments
  private var models: [String: Model] = [:]

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// A session of the network that a case runs.
  func session(for golden: Case) throws(GoldenError) -> Session {
    let relative = golden.description.network ?? "."
    let folder = URL(fileURLWithPath: "\(golden.folder)/\(relative)").standardizedFileURL.path
    var options = SessionOptions()
    options.threads = arguments.threads
    options.isa = arguments.isa
    // A configuration need not say for which size the network was trained.
    if let x = golden.description.inputs["x"] ?? golden.description.inputs["xT"],
      let shape = x.shape, shape.count >= 2
    {
      options.size = (width: shape[shape.count - 1], height: shape[shape.count - 2])
    }
    let model = try open(folder)
    do throws(LibraryError) {
      return try Session(model, options)
    } catch {
      throw GoldenError("no session of \(folder): \(error)")
    }
  }

  private func open(_ folder: String) throws(GoldenError) -> Model {
    if let model = models[folder] { return model }
    let name = (folder as NSString).lastPathComponent
    let ready = arguments.models.map { "\($0)/\(name).hsm" }
    let path: String
    if let ready, FileManager.default.fileExists(atPath: ready) {
      path = ready
    } else {
      path = try convert(folder, name)
    }
    // A converted file is open from here on, and its name is no longer needed.
    defer { if path != ready { try? FileManager.default.removeItem(atPath: path) } }
    do throws(LibraryError) {
      let model = try Model(path: path, verify: true)
      models[folder] = model
      return model
    } catch {
      throw GoldenError("\(path): \(error)")
    }
  }

  /// Runs the converter that lies beside this program.
  private func convert(_ folder: String, _ name: String) throws(GoldenError) -> String {
    let program = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("hspace-convert")
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(name)-\(ProcessInfo.processInfo.processIdentifier).hsm").path
    let source = try NetworkSource(folder)
    let configuration = "\(output).json"
    defer { try? FileManager.default.removeItem(atPath: configuration) }
    let process = Process()
    process.executableURL = program
    process.arguments =
      try [source.path, "-o", output, "--dtype", "f32"] + source.options(writing: configuration)
    process.standardOutput = FileHandle.standardError
    do {
      try process.run()
    } catch {
      throw GoldenError("\(program.path): \(error.localizedDescription) (or give --models)")
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw GoldenError("hspace-convert \(source.path) failed")
    }
    return output
  }
}
