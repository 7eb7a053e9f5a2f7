import ArgumentParser
import Conversion
import Diffusion
import Foundation
import HSpaceLibrary

/// The command line of the converter.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hspace-convert",
    abstract: "Turns a published checkpoint into one .hsm file.",
    discussion: """
      Reads PyTorch checkpoints (.pt, .pth, .ckpt, .bin), safetensors and folders in the style of diffusers, \
      and recognises the network by its tensors. No code of a file is ever run.
      """)

  @Argument(help: "A checkpoint, or the folder of a diffusers model or pipeline.")
  var source: String

  @Option(name: [.customShort("o"), .long], help: "The file to write.")
  var output: String?

  @Option(
    help: """
      The family instead of the one that the tensors tell: \
      \(Family.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var family: Family?

  @Option(help: "A JSON file with the network's configuration, in the keys of its own code.")
  var config: String?

  @Option(
    help: """
      What tensors do not tell of a published network: \(presetNames.joined(separator: ", ")).
      """)
  var preset: String?

  @Option(
    help: """
      Makes a direction of this model from tensors of h: .npy, .npz, safetensors or .pth, one of \
      h's shape, or several named by their timesteps.
      """)
  var model: String?

  @Option(help: "The name of the direction. (default: the file's)")
  var name: String?

  @Option(help: "The number of steps that the direction was trained with; 0: its strength stays.")
  var trainedSteps = 0

  @Option(help: "Where a checkpoint has both: ema or model. (default: ema)")
  var weights: WeightChoice = .average

  @Flag(help: "Prints the network's configuration as JSON; without -o, nothing else happens.")
  var printConfig = false

  @Option(
    help: "How convolution weights are stored: f32, f16 or int8. (default: f32)",
    transform: precision)
  var dtype = ConversionOptions.Precision.f32

  @Option(help: "The noise schedule instead of the folder's: linear, scaled_linear or cosine.")
  var schedule: ScheduleName?

  @Option(help: "The first beta instead of the folder's.")
  var betaStart: Double?

  @Option(help: "The last beta instead of the folder's.")
  var betaEnd: Double?

  @Option(help: "The number of training timesteps instead of the folder's.")
  var timesteps: Int?

  @Option(
    help: """
      A file of inputs and outputs of the original code (x, t, eps; h, dh, eps_dh; image, z, decoded): runs the network \
      in f32 and prints how far each output is off.
      """)
  var check: String?

  @Option(help: "The most that --check allows, in standard deviations of the output.")
  var tolerance = 1e-4

  @Option(
    parsing: .upToNextOption,
    help: """
      PNG pictures, or folders of them: inverts each in f32 and as stored, and prints the cosine \
      of both eps at every timestep.
      """)
  var verify: [String] = []

  @Option(help: "The number of steps of --verify.")
  var steps = 50

  @Option(help: "The number of threads of --verify. (default: one for each processor)")
  var threads: Int?

  func validate() throws {
    guard output != nil || printConfig || check != nil else {
      throw ValidationError("Give the file to write with -o.")
    }
    guard model == nil || output != nil else {
      throw ValidationError("Give the direction to write with -o.")
    }
    guard model != nil || (name == nil && trainedSteps == 0) else {
      throw ValidationError("--name and --trained-steps describe a direction: add its --model.")
    }
    guard (0...100_000).contains(trainedSteps) else {
      throw ValidationError("--trained-steps must be 0 to 100000.")
    }
    if !verify.isEmpty && dtype == .f32 {
      throw ValidationError("--verify compares with f32: give --dtype f16 or int8.")
    }
    guard (2...1000).contains(steps) else { throw ValidationError("--steps must be 2 to 1000.") }
    guard threads.map((1...256).contains) ?? true else {
      throw ValidationError("--threads must be 1 to 256.")
    }
  }

  func run() throws {
    var options = ConversionOptions(precision: dtype)
    options.family = family
    options.configuration = config
    options.preset = preset
    options.weights = weights
    options.schedule = schedule?.kind
    options.firstBeta = betaStart
    options.lastBeta = betaEnd
    options.timesteps = timesteps
    let bar = ProgressBar(isatty(STDERR_FILENO) == 1)
    options.progress = { done, total in
      bar.show(done, of: total)
      return !Interruption.isRequested
    }
    var results: [GoldenCheck.Result] = []
    do throws(ConversionError) {
      defer { bar.clear() }
      if let model, let output {
        return print(
          try convertDirection(
            source, model: model, name: name, steps: trainedSteps, output: output))
      }
      if printConfig { print(try Conversion.configuration(of: source, options: options)) }
      if output == nil, check == nil { return }
      // For a check alone, the model goes away again.
      let scratch = NSTemporaryDirectory() + "/hspace-check-\(getpid()).hsm"
      defer { if output == nil { try? FileManager.default.removeItem(atPath: scratch) } }
      let output = output ?? scratch
      var comparison: Comparison?
      let golden = try check.map { (path) throws(ConversionError) in try GoldenCheck(path) }
      if !verify.isEmpty {
        let made = try Comparison(verify, steps: steps, threads: threads, bar)
        comparison = made
      }
      if golden != nil || comparison != nil {
        let workers = threads ?? ProcessInfo.processInfo.activeProcessorCount
        options.compare = { [comparison] (reference, output) throws(ConversionError) in
          try comparison?.run(reference, output)
          results = try golden?.run(reference, threads: workers) ?? []
        }
      }
      let report = try convert(source, output: output, options: options)
      bar.clear()
      for note in report.notes { writeToStandardError("hspace-convert: note: \(note)\n") }
      let lines =
        report.summary + report.errors + (comparison?.lines ?? []) + results.map(line) + [memory]
      print(lines.joined(separator: "\n"))
    } catch {
      throw ConversionFailure(error: error)
    }
    let off = results.filter { $0.counts && !($0.error <= tolerance) }
    guard off.isEmpty else {
      throw ConversionFailure(
        error: ConversionError(
          check ?? "",
          "\(off.map(\.name).joined(separator: ", ")) differ by more than \(tolerance)",
          remedy: "if the file is right, look at --family, --config and --preset"))
    }
  }

  private func line(_ result: GoldenCheck.Result) -> String {
    let name = result.name.padding(toLength: 8, withPad: " ", startingAt: 0)
    guard result.counts else {
      return "\(name) is not the image's encoding, and was not compared "
        + "(name the encoding mean or latent to compare it)"
    }
    return String(
      format: "%@ off by %.2e of its standard deviation%@", name, result.error,
      result.error <= tolerance ? "" : String(format: ", more than %.2e", tolerance))
  }

  private var memory: String {
    String(format: "peak memory %.1f MiB", Double(ProcessMemory.peak() ?? 0) / 1_048_576)
  }
}

/// Reads a type of stored weights.
private func precision(_ name: String) throws -> ConversionOptions.Precision {
  if let precision = ConversionOptions.Precision(rawValue: name) { return precision }
  throw ValidationError("Use f32, f16 or int8.")
}

/// A conversion that failed, as opposed to a command line that makes no sense.
struct ConversionFailure: Error {
  let error: ConversionError
}

extension Family: ExpressibleByArgument {}
extension WeightChoice: ExpressibleByArgument {}
