import Conversion
import Foundation
import HSpaceLibrary
import Pictures

/// The work behind `--verify`: pictures, found before the conversion, and what became of them.
final class Comparison {
  private let paths: [String]
  private let steps: Int
  private let threads: Int
  private let bar: ProgressBar
  private(set) var lines: [String] = []

  /// Finds the pictures, and sees that each can be read before any work.
  init(
    _ given: [String], steps: Int, threads: Int?, _ bar: ProgressBar
  ) throws(ConversionError) {
    var paths: [String] = []
    for path in given { paths += try Self.pictures(path) }
    self.paths = paths
    self.steps = steps
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    self.bar = bar
    for path in paths { _ = try Self.read(path) }
  }

  /// Compares a model with a reference.
  func run(_ reference: String, _ output: String) throws(ConversionError) {
    let model = try about(output) { () throws(LibraryError) in try Model(path: output) }
    guard model.hasUNet else {
      throw ConversionError(
        output, "cannot compare: only U-Nets are inverted",
        remedy: "the file itself is complete; give no --verify")
    }
    var verification = try about(output) { () throws(LibraryError) in
      try Verification(reference, output, threads: threads)
    }
    var run = Run()
    run.steps = steps
    // Each picture is inverted twice.
    let total = 2 * paths.count * (steps - 1)
    var done = 0
    bar.clear()
    for path in paths {
      let (width, height) = verification.pictureSize
      let picture = try Self.read(path).fitted(width: width, height: height).picture
      try about(output) { [bar] () throws(LibraryError) in
        try verification.add(picture, run) {
          done += 1
          bar.show(done, of: total)
          return !Interruption.isRequested
        }
      }
    }
    bar.clear()
    lines = Self.table(verification, pictures: paths.count)
  }

  private static func table(_ verification: Verification, pictures: Int) -> [String] {
    let rows = verification.steps.map { step in
      String(format: "%6d  %13.7f  %13.7f", step.t, step.same, step.own)
    }
    let head = [
      "cosine of eps with that of f32, the worst of \(pictures) pictures:",
      "     t  at f32's x     at its own x",
    ]
    guard let (same, own) = verification.worst else { return head }
    return head + rows + [
      String(
        format: "worst: %.7f at f32's x (t %d), %.7f at its own x (t %d)", same.same, same.t,
        own.own, own.t)
    ]
  }

  /// A picture, or those in a folder, by name.
  private static func pictures(_ path: String) throws(ConversionError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      return [path]
    }
    let pictures = names.filter { $0.lowercased().hasSuffix(".png") }.sorted()
    guard !pictures.isEmpty else {
      throw ConversionError(path, "no PNG pictures", remedy: "give a folder that holds some")
    }
    return pictures.map { "\(path)/\($0)" }
  }

  private static func read(_ path: String) throws(ConversionError) -> Picture {
    do throws(PictureError) { return try Picture(png: path) } catch {
      let words = error.description.trimmingPrefix("\(path): ")
      throw ConversionError(path, String(words), remedy: "give PNG pictures to --verify")
    }
  }

  /// Calls the library; what was converted is complete whatever it says.
  private func about<Result>(
    _ output: String, _ body: () throws(LibraryError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(LibraryError) { return try body() } catch {
      throw ConversionError(
        output, error.isCancelled ? "the comparison was cancelled" : "cannot compare: \(error)",
        remedy: "the file itself is complete")
    }
  }
}
