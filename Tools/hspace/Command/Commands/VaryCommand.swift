import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace vary`, which makes pictures like one.
struct VaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vary", abstract: "Makes a sheet of variations of a picture.",
    discussion: """
      A part of the latent code is replaced by noise: sqrt(1 - spread) x_T + sqrt(spread) n \
      (Haas et al.).
      """)

  @Argument(help: "The PNG picture.") var picture: String?
  @OptionGroup var model: ModelOption
  @Option(help: "Vary the picture of this seed instead.") var seed: UInt64?
  @Option(name: .shortAndLong, help: "The PNG sheet to write.") var output: String
  @Option(help: "Number of variations, 1 to 64.") var count = 7
  @Option(parsing: .unconditional, help: "How much is noise, 0 to 1.") var spread = 0.15
  @Option(help: "Seed of the noise.") var noiseSeed: UInt64 = 1
  @Option(help: "Go on with an interrupted sheet (.part.json).") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    guard (picture == nil) != (seed == nil) else {
      throw ValidationError("Give one of PICTURE and --seed.")
    }
    guard (1...64).contains(count) else { throw ValidationError("--count must be 1 to 64.") }
    guard spread >= 0, spread <= 1 else { throw ValidationError("--spread must be 0 to 1.") }
  }

  func run() throws {
    let studio = try model.open()
    let session = studio.session
    try Output.check(output, inputs: [session.model.path] + [picture, resume].compactMap { $0 })
    let run = steps.applied()
    try studio.rehearse([], run)
    let size = try session.extents(of: "x").count
    let original = try picture.map { try studio.read($0) }
    let code = Deferred {
      if let original {
        try studio.take(original)
        try studio.perform("invert", run) { run throws(LibraryError) in try session.invert(run) }
      } else {
        try session.set(noise: seed ?? 0)
      }
      return try session.read(HSP_VALUE_X, count: size)
    }
    let work = try SheetWork([studio], inputs: [picture].compactMap { $0 }, resuming: resume)
    try work.write(to: output) {
      var pictures = [original].compactMap { $0 }
      pictures.append(try work.picture { try generate(studio, code(), run, "unchanged") })
      for index in 0..<count {
        let varied = try work.picture {
          let noise = standardNoise(seed: noiseSeed, step: UInt32(index), count: size)
          let point = try Mixture.Kind.root.point(at: spread, from: code(), to: noise)
          return try generate(studio, point, run, "\(index + 1)/\(count)")
        }
        pictures.append(varied)
      }
      let columns =
        (seed == nil ? ["original", "reconstructed"] : ["unchanged"]) + (1...count).map { "\($0)" }
      return ContactSheet(columns: columns, rows: [.init("", pictures)])
    }
  }

  private func generate(
    _ studio: Studio, _ code: [Float], _ run: Run, _ title: String
  ) throws -> Picture {
    try studio.session.set(latent: code)
    try studio.perform(title, run) { run throws(LibraryError) in
      try studio.session.edit([], run)
    }
    return try studio.picture()
  }
}
