import ArgumentParser
import Conversion
import Diffusion
import Glibc

/// The command line of the converter.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hspace-convert",
    abstract: "Turns a diffusers UNet2DModel folder into one .hsm file.")

  @Argument(help: "The folder of the model, or of a pipeline with a folder unet.")
  var folder: String

  @Option(name: [.customShort("o"), .long], help: "The file to write.")
  var output: String

  @Option(
    help: "How convolution weights are stored: f32 or f16. (default: f32)", transform: precision)
  var dtype = ConversionOptions.Precision.f32

  @Option(help: "The noise schedule instead of the folder's: linear, scaled_linear or cosine.")
  var schedule: ScheduleName?

  @Option(help: "The first beta instead of the folder's.")
  var betaStart: Double?

  @Option(help: "The last beta instead of the folder's.")
  var betaEnd: Double?

  @Option(help: "The number of training timesteps instead of the folder's.")
  var timesteps: Int?

  func run() throws {
    var options = ConversionOptions(precision: dtype)
    options.schedule = schedule?.kind
    options.firstBeta = betaStart
    options.lastBeta = betaEnd
    options.timesteps = timesteps
    let bar = ProgressBar(isatty(STDERR_FILENO) == 1)
    options.progress = { done, total in
      bar.show(done, of: total)
      return !Interruption.isRequested
    }
    do throws(ConversionError) {
      defer { bar.clear() }
      let report = try convert(folder: folder, output: output, options: options)
      bar.clear()
      for note in report.notes { writeToStandardError("hspace-convert: note: \(note)\n") }
      print(report.summary)
    } catch {
      throw ConversionFailure(error: error)
    }
  }
}

/// Reads a type of stored weights.
private func precision(_ name: String) throws -> ConversionOptions.Precision {
  if let precision = ConversionOptions.Precision(rawValue: name) { return precision }
  let known = ConversionOptions.Precision.allCases.map(\.rawValue).joined(separator: " or ")
  throw ValidationError(
    name == "int8"
      ? "int8 is not supported by this version; use \(known)." : "Use \(known).")
}

/// A conversion that failed, as opposed to a command line that makes no sense.
struct ConversionFailure: Error {
  let error: ConversionError
}
