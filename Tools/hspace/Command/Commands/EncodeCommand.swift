import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace encode`, which turns a picture into a code that gives it back exactly.
struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode",
    abstract: "Turns a picture into a code with the noise of every step, to be decoded exactly.",
    discussion: """
      The code (CycleDiffusion's DPM-Encoder, or edit-friendly noise maps) gives the picture back to rounding. It can \
      be decoded with directions, mixed with another one, or translated by another model: see hspace decode.
      """)

  @Argument(help: "The PNG picture.") var picture: String?
  @OptionGroup var model: ModelOption
  @Option(name: .shortAndLong, help: "The code to write (.hsm).") var output: String
  @Option(help: "Also write what the code gives back, and print its PSNR.")
  var reconstruct: String?
  @Option(help: "Go on with an interrupted run.") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions
  @OptionGroup(title: "Code") var options: CodeOptions

  func validate() throws {
    guard (picture == nil) != (resume == nil) else {
      throw ValidationError("Give one of PICTURE and --resume.")
    }
  }

  func run() throws {
    let studio = try model.open()
    let inputs = [picture, resume].compactMap { $0 } + [studio.session.model.path]
    try Output.check([output] + (reconstruct.map { [$0] } ?? []), inputs: inputs)
    let original = try picture.map { try studio.read($0) }
    let run = try options.applied(
      to: steps.applied(), T: Int(studio.session.model.info.timesteps))
    let count = try studio.session.extents(of: "x").count
    let entries = try EntryFile(path: try entriesPath(), count: count)
    do {
      try studio.resumable(base) { try encode(studio, original, run, entries) }
    } catch {
      // What an interruption has saved needs its entries.
      if !Interruption.isRequested && resume == nil { entries.remove() }
      throw error
    }
    try about(output) { () throws(LibraryError) in
      try studio.session.saveCode(to: output) { entries.read($0) }
    }
    entries.remove()
    // The encoder ends with the picture; without a residual, decoding gives something else.
    if options.asPublished { try decode(studio) }
    let result = try studio.picture()
    if let reconstruct { try result.write(png: reconstruct) }
    if let original, let decibels = result.psnr(to: original) {
      print("PSNR \(Terminal.rounded(decibels)) dB")
    }
  }

  private func decode(_ studio: Studio) throws {
    try uninterrupted("\(output) is complete") {
      let code = try about(output) { () throws(LibraryError) in try Code(path: output) }
      try studio.session.set(code)
      try studio.perform("decode", try code.run()) { run throws(LibraryError) in
        try studio.session.decode([], run)
      }
    }
  }

  /// What an interrupted run is named after: run again, it keeps its name, and its entries theirs.
  private var base: String {
    guard let resume, resume.hasSuffix(".part.hsm") else { return output }
    return String(resume.dropLast(9))
  }

  /// Entries stand beside the interrupted run.
  private func entriesPath() throws(Failure) -> String {
    guard let resume else {
      let path = output + ".part.code"
      guard !FileManager.default.fileExists(atPath: path) else {
        throw .usage(
          "\(path): belongs to an interrupted run "
            + "(go on with --resume \(output).part.hsm, or remove it)")
      }
      return path
    }
    let base = resume.hasSuffix(".hsm") ? String(resume.dropLast(4)) : resume
    let path = base + ".code"
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure("\(path): the entries of the interrupted run are not there (encode again)")
    }
    return path
  }

  private func encode(
    _ studio: Studio, _ original: Picture?, _ run: Run, _ entries: EntryFile
  ) throws {
    let session = studio.session
    try entries.recording(run) { recorded in
      if let original {
        try studio.take(original)
        try studio.perform("encode", recorded) { run throws(LibraryError) in
          try session.encode(run)
        }
      } else if let resume {
        try about(resume) { () throws(LibraryError) in try session.load(from: resume) }
        guard try session.describe().phase == HSP_PHASE_ENCODING.rawValue else {
          throw Failure("\(resume): is no interrupted encoding (see hspace info)")
        }
        guard entries.holds(Int(try session.describe().step) + 1) else {
          throw Failure(
            "\(entries.path): entries of the interrupted run are missing (encode again)")
        }
        try studio.perform("encode", recorded) { run throws(LibraryError) in
          try session.resume([], run)
        }
      }
    }
  }
}
