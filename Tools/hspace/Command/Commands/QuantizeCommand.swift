import ArgumentParser
import CHSpace
import HSpaceLibrary

/// The command `hspace quantize`, which makes an int8 model.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize", abstract: "Turns an f32 or f16 model into an int8 one.",
    discussion: """
      The weights of convolutions become integers of 8 bits (small ones at high resolutions: 10), \
      with a scale for each output. Those of the first and the last convolution and of what depends \
      on the timestep alone become f16.
      """)

  @Argument(help: "The model, by path or name.") var model: String
  @Option(name: .shortAndLong, help: "The model to write (.hsm).") var output: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let path = try SearchPath().model(model)
    try Output.check(output, inputs: [path])
    // Its checksums are checked while it is read.
    let source = try about(path) { () throws(LibraryError) in try Model(path: path) }
    let result = try quantise(source)
    let bytes = try about(output) { () throws(LibraryError) in
      try FileInfo.inspect(output).length
    }
    let report = report(result, from: source, bytes: bytes)
    print(json ? report.json : summary(result, from: source, bytes: bytes))
  }

  private func quantise(_ source: Model) throws -> Quantisation {
    var bar = ProgressBar("quantize")
    defer { bar.clear() }
    do {
      return try source.quantise(to: output) { done, total in
        bar.show(done: Int(done * 100 / max(total, 1)), of: 100)
        return !Interruption.isRequested
      }
    } catch {
      if error.isCancelled { throw Failure("interrupted; \(output) was not written") }
      // Writing fails without a place in the model.
      let isWriting = error.status == HSP_ERROR_IO && error.offset < 0
      throw Failure(isWriting ? output : source.path, error)
    }
  }

  private func report(_ result: Quantisation, from source: Model, bytes: UInt64) -> Report {
    var report = Report()
    report.add("model", source.path)
    report.add("output", output)
    report.add("tensors", source.info.tensors)
    report.add("quantized", result.tensors.count)
    report.add("bytes_before", source.info.file_bytes)
    report.add("bytes_after", bytes)
    report.add("mean_error", .real(result.meanError))
    report.add("worst_error", .real(result.worst?.error ?? 0))
    report.add("worst_tensor", result.worst?.name ?? "")
    var errors = Report()
    for tensor in result.tensors { errors.add(tensor.name, .real(tensor.error)) }
    report.add("errors", .object(errors))
    return report
  }

  private func summary(_ result: Quantisation, from source: Model, bytes: UInt64) -> String {
    let worst = result.worst.map { ", worst \(Terminal.percent($0.error)) (\($0.name))" } ?? ""
    return """
      \(output): \(result.tensors.count) of \(source.info.tensors) tensors are int8, \
      \(source.info.file_bytes) -> \(bytes) bytes, \
      weight error: mean \(Terminal.percent(result.meanError))\(worst)
      """
  }
}
