import Container
import Foundation
import HSpaceLibrary
import Testing

@testable import Conversion

/// Conversions that go by way of an f32 model.
struct Int8Tests {
  private static let files = ["config.json", "diffusion_pytorch_model.safetensors"]

  private func options(_ precision: ConversionOptions.Precision) -> ConversionOptions {
    ConversionOptions(precision: precision)
  }

  @Test func isTheQuantisedModel() throws {
    let folder = try TemporaryFolder()
    let report = try TestModel().convert(in: folder, options(.int8))
    #expect(try folder.entries == Self.files + ["out.hsm"])
    let whole = try convert(folder.path, output: folder("f32.hsm"))
    #expect(report.identity == whole.identity && report.precision == .int8)
    #expect(try contents(folder("out.hsm")).count == report.bytes)
    // Quantising by hand gives the same weights, and the same errors.
    let model = try HSpaceLibrary.Model(path: folder("f32.hsm"))
    let result = try model.quantise(to: folder("q.hsm"))
    try withModel(folder("out.hsm")) { made, _, _ in
      try withModel(folder("q.hsm")) { other, _, _ in
        for kind in [SectionKind.tensors, .weights, .program, .schedule] {
          #expect(made.section(kind)?.array == other.section(kind)?.array)
        }
      }
    }
    #expect(report.quantised.map(\.name) == result.tensors.map(\.name))
    #expect(report.quantised.map(\.error) == result.tensors.map(\.error))
    #expect(report.quantised.count > 10)
  }

  @Test(arguments: [ConversionOptions.Precision.int8, .f16])
  func leavesNothingWhenCancelled(_ precision: ConversionOptions.Precision) throws {
    let folder = try TemporaryFolder()
    let model = try TestModel()
    for share in [0.0, 0.2, 0.49, 0.51, 0.7, 0.999] {
      var options = options(precision)
      options.compare = { _, _ throws(ConversionError) in Issue.record("compared") }
      options.progress = { done, total in Double(done) < share * Double(total) }
      let error = #expect(throws: ConversionError.self) { try model.convert(in: folder, options) }
      #expect(error?.problem.hasPrefix("cancelled") == true)
      #expect(try folder.entries == Self.files)
    }
  }

  @Test func tellsItsProgress() throws {
    let folder = try TemporaryFolder()
    var (last, steps) = (0.0, 0)
    var options = options(.int8)
    options.progress = { done, total in
      let share = Double(done) / Double(total)
      #expect(share >= last && share <= 1)
      (last, steps) = (share, steps + 1)
      return true
    }
    _ = try TestModel().convert(in: folder, options)
    #expect(last == 1 && steps > 100)
  }

  @Test(arguments: [ConversionOptions.Precision.int8, .f16])
  func comparesWithAReferenceThatGoesAway(_ precision: ConversionOptions.Precision) throws {
    let folder = try TemporaryFolder()
    var options = options(precision)
    var reference = ""
    options.compare = { given, output throws(ConversionError) in
      reference = given
      #expect(output == folder("out.hsm"))
      #expect(FileManager.default.fileExists(atPath: output))
      #expect((try? holdsOnlyFloats(given)) == true)
    }
    _ = try TestModel().convert(in: folder, options)
    #expect(reference.hasPrefix(folder("out.hsm")))
    #expect(try folder.entries == Self.files + ["out.hsm"])
    options.compare = { _, _ throws(ConversionError) in
      throw ConversionError("x.png", "no picture", remedy: "give one")
    }
    let error = #expect(throws: ConversionError.self) {
      try TestModel().convert(in: folder, options)
    }
    #expect(error?.problem == "no picture")
    #expect(try folder.entries == Self.files + ["out.hsm"])
  }

  private func holdsOnlyFloats(_ path: String) throws -> Bool {
    try withModel(path) { _, table, _ in
      (0..<table.count).allSatisfy { table[$0].element == .float32 }
    }
  }

  @Test(arguments: ConversionOptions.Precision.allCases)
  func refusesToOverwriteItsInput(_ precision: ConversionOptions.Precision) throws {
    let folder = try TemporaryFolder()
    try TestModel().write(to: folder)
    let before = try contents(folder(Self.files[1]))
    for output in Self.files + [folder.path, "/dev/null", "/dev/full", "missing/out.hsm"] {
      let path = output.hasPrefix("/") ? output : folder(output)
      #expect(throws: ConversionError.self) {
        try convert(folder.path, output: path, options: options(precision))
      }
    }
    #expect(try contents(folder(Self.files[1])) == before)
    #expect(try folder.entries == Self.files)
  }

  @Test func refusesWhatIsNotFinite() throws {
    let folder = try TemporaryFolder()
    var model = try TestModel()
    model.tensors[0].bytes[1] = 0x7C  // infinity or no number
    #expect(throws: ConversionError.self) { try model.convert(in: folder, options(.int8)) }
    #expect(try folder.entries == Self.files)
  }
}
