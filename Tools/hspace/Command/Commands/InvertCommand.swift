import ArgumentParser
import CHSpace
import HSpaceLibrary
import Pictures

/// The command `hspace invert`, which turns a picture into a latent code.
struct InvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invert", abstract: "Turns a picture into a latent code, to be edited later.")

  @Argument(help: "The PNG picture.") var picture: String?
  @OptionGroup var model: ModelOption
  @Option(name: .shortAndLong, help: "The latent code to write (.hsm).") var output: String
  @Option(help: "Also write what the latent code gives back, and print its PSNR.")
  var reconstruct: String?
  @Option(help: "Go on with an interrupted run.") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    guard (picture == nil) != (resume == nil) else {
      throw ValidationError("Give one of PICTURE and --resume.")
    }
  }

  func run() throws {
    let studio = try model.open()
    let inputs = [picture, resume].compactMap { $0 } + [studio.session.model.path]
    for path in [output] + (reconstruct.map { [$0] } ?? []) {
      try Output.check(path, inputs: inputs)
    }
    var original: Picture?
    var run = steps.applied()
    if let picture {
      original = try studio.read(picture)
    } else if let resume {
      let info = try about(resume) { () throws(LibraryError) in try FileInfo.latent(resume) }
      run.steps = Int(info.steps)
      run.convention = Convention(number: info.convention) ?? .asyrp
      run.t0 = Int(info.t0)
    }
    try studio.resumable(output) { try invert(studio, original, run) }
    try about(output) { () throws(LibraryError) in try studio.session.save(to: output) }
    if let reconstruct { try check(studio, original, run, reconstruct) }
  }

  private func invert(_ studio: Studio, _ original: Picture?, _ run: Run) throws {
    let session = studio.session
    if let original {
      try studio.take(original)
      try studio.perform("invert", run) { run throws(LibraryError) in try session.invert(run) }
    } else if let resume {
      try about(resume) { () throws(LibraryError) in try session.load(from: resume) }
      try studio.perform("invert", run) { run throws(LibraryError) in
        try session.resume([], run)
      }
    }
  }

  private func check(
    _ studio: Studio, _ original: Picture?, _ run: Run, _ path: String
  ) throws {
    try uninterrupted("\(output) is complete, \(path) was not written") {
      try studio.perform("reconstruct", run) { run throws(LibraryError) in
        try studio.session.edit([], run)
      }
    }
    let result = try studio.picture()
    try result.write(png: path)
    if let original, let decibels = result.psnr(to: original) {
      print("PSNR \(Terminal.rounded(decibels)) dB")
    }
  }
}
