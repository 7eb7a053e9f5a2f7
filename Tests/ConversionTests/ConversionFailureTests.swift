import Foundation
import Testing

@testable import Conversion

struct ConversionFailureTests {
  private static let weights = "diffusion_pytorch_model.safetensors"

  @Test func namesTheTensorThatOverflowsAndLeavesNothing() throws {
    let folder = try TemporaryFolder()
    var model = try TestModel()
    model.widen()
    let at = try #require(model.tensors.firstIndex { $0.name == "conv_out.weight" })
    // Element 5 becomes 2^17.
    model.tensors[at].bytes.replaceSubrange(20..<24, with: [0, 0, 0, 0x48])
    let error = #expect(throws: ConversionError.self) {
      try model.convert(in: folder, ConversionOptions(precision: .f16))
    }
    #expect(error?.place == "tensor conv_out.weight, element 5")
    #expect(error?.problem == "131072.0 is too large for f16")
    #expect(try folder.entries == ["config.json", Self.weights])
    #expect(try model.convert(in: folder).precision == .f32)
  }

  @Test func leavesAnExistingFileAsItWas() throws {
    let folder = try TemporaryFolder()
    var model = try TestModel()
    model.tensors[0].bytes[1] = 0x7C  // infinity or no number
    try folder.write("out.hsm", "precious")
    let error = #expect(throws: ConversionError.self) { try model.convert(in: folder) }
    #expect(error?.problem.hasSuffix("is not finite") == true)
    #expect(try contents(folder("out.hsm")) == Array("precious".utf8))
    #expect(try folder.entries == ["config.json", Self.weights, "out.hsm"])
  }

  @Test func refusesToOverwriteItsInput() throws {
    let folder = try TemporaryFolder()
    try TestModel().write(to: folder)
    try FileManager.default.linkItem(
      atPath: folder("config.json"), toPath: folder("other-name"))
    let before = try contents(folder(Self.weights))
    for output in [Self.weights, "config.json", "./\(Self.weights)", "other-name"] {
      let error = #expect(throws: ConversionError.self) {
        try convert(folder.path, output: folder(output))
      }
      #expect(error?.problem == "the output is one of the input files")
    }
    #expect(try contents(folder(Self.weights)) == before)
  }

  @Test func refusesOutputsThatAreNoFiles() throws {
    let folder = try TemporaryFolder()
    try TestModel().write(to: folder)
    for output in [folder.path, "/dev/null", folder("missing/out.hsm"), ""] {
      #expect(throws: ConversionError.self) { try convert(folder.path, output: output) }
    }
  }

  @Test func leavesNothingWhenCancelled() throws {
    let folder = try TemporaryFolder()
    var options = ConversionOptions()
    options.progress = { done, total in done < total / 2 }
    let error = #expect(throws: ConversionError.self) {
      try TestModel().convert(in: folder, options)
    }
    #expect(error?.problem.hasPrefix("cancelled") == true)
    #expect(try folder.entries == ["config.json", Self.weights])
  }

  @Test func tellsAFullDisk() {
    #expect(
      ModelFile.fault("m.hsm", ENOSPC).description
        == "m.hsm: cannot write: no space left on device; free space or give another path to -o.")
  }

  @Test func reservesItsSpaceBeforeTheWork() throws {
    let folder = try TemporaryFolder()
    // No file system holds so much.
    #expect(throws: ConversionError.self) {
      _ = try ModelFile(folder("huge"), size: 1 << 61, sources: [])
    }
    #expect(try folder.entries == [])
  }

  @Test func tellsWhatAFolderLacks() throws {
    let folder = try TemporaryFolder()
    func problem() -> String {
      let error = #expect(throws: ConversionError.self) {
        try convert(folder.path, output: folder("out.hsm"))
      }
      return error?.problem ?? ""
    }
    #expect(problem() == "no unet/config.json and no config.json")
    try folder.write("config.json", "{}")
    #expect(problem().hasPrefix("no diffusion_pytorch_model.safetensors"))
  }

  @Test func findsTheSchedulerOfAPipeline() throws {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    for name in ["unet", "scheduler"] {
      try files.createDirectory(atPath: folder(name), withIntermediateDirectories: false)
    }
    try TestModel().write(to: folder)
    for name in ["config.json", Self.weights] {
      try files.moveItem(atPath: folder(name), toPath: folder("unet/\(name)"))
    }
    try folder.write("scheduler/scheduler_config.json", #"{"num_train_timesteps": 50}"#)
    let whole = try convert(folder.path + "/", output: folder("a"))
    let part = try convert(folder("unet"), output: folder("b"))
    #expect(whole.notes.isEmpty && part.notes.isEmpty)
    #expect(try contents(folder("a")) == contents(folder("b")))
    let other = try convert(Fixtures.path("unet_diffusers_fp16"), output: folder("c"))
    #expect(other.identity != whole.identity)
  }

  @Test func refusesALearnedVarianceWithoutItsChannels() throws {
    let folder = try TemporaryFolder()
    try folder.write("scheduler_config.json", #"{"variance_type": "learned_range"}"#)
    let error = #expect(throws: ConversionError.self) { try TestModel().convert(in: folder) }
    #expect(error?.place == "key variance_type")
  }
}
