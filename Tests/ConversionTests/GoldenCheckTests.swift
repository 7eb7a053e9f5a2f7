import Foundation
import Testing

@testable import Conversion

struct GoldenCheckTests {
  private let path = Fixtures.path("unet_adm_legacy_attention")

  private func check(
    _ golden: String, heads: Int = 16, in folder: TemporaryFolder
  ) throws -> [String: Double] {
    try folder.write("c.json", #"{"num_head_channels": \#(heads), "image_size": 16}"#)
    var options = ConversionOptions()
    options.configuration = folder("c.json")
    _ = try convert(path + "/model.pt", output: folder("m.hsm"), options: options)
    let results = try GoldenCheck(golden).run(folder("m.hsm"), threads: 2)
    return Dictionary(uniqueKeysWithValues: results.map { ($0.name, $0.error) })
  }

  @Test func theOriginalsOutputsAreReached() throws {
    let folder = try TemporaryFolder()
    let errors = try check(path + "/golden.safetensors", in: folder)
    #expect(errors.keys.sorted() == ["eps", "eps_dh", "h"])
    #expect(errors.values.allSatisfy { $0 < 1e-4 })
  }

  @Test func wrongHeadsAreNoticed() throws {
    let folder = try TemporaryFolder()
    let errors = try check(path + "/golden.safetensors", heads: 32, in: folder)
    #expect(errors.values.allSatisfy { $0 > 1e-2 })
  }

  @Test func filesThatDoNotFitAreRefused() throws {
    let folder = try TemporaryFolder()
    let all = try Checkpoint(path + "/golden.safetensors").tensors.values.map { source in
      var bytes: [UInt8] = []
      try source.file.read(
        at: source.offset, count: source.count * source.type.size, into: &bytes)
      return TestTensor(source.name, source.type.rawValue, source.shape, bytes)
    }
    for missing in ["x", "t"] {
      try folder.write("g.safetensors", TestTensor.file(all.filter { $0.name != missing }))
      #expect(throws: ConversionError.self) { try check(folder("g.safetensors"), in: folder) }
    }
    var short = all
    let at = try #require(short.firstIndex { $0.name == "t" })
    short[at].shape = [2]
    short[at].bytes.removeLast(short[at].bytes.count / 3)
    try folder.write("g.safetensors", TestTensor.file(short))
    #expect(throws: ConversionError.self) { try check(folder("g.safetensors"), in: folder) }
    try folder.write("g.safetensors", TestTensor.file([TestTensor("x", [1], [1])]))
    #expect(throws: ConversionError.self) { try GoldenCheck(folder("g.safetensors")) }
  }
}
