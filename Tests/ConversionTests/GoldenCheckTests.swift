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

  /// A first stage's arrays, one tensor from each.
  private func firstStage(_ arrays: [(name: String, file: String)]) throws -> [UInt8] {
    TestTensor.file(
      try arrays.map { name, file in
        let path = Fixtures.path("ldm_unconditional_vq/\(file).npy")
        let array = try #require(Checkpoint(path).tensors["array"])
        var (bytes, values): ([UInt8], [Float]) = ([], [])
        try array.read(0, count: array.count, bytes: &bytes, into: &values)
        return TestTensor(name, array.shape, values)
      })
  }

  /// Beside `decoded`, z may be the picture's encoding or one of its own; which, is said.
  @Test func aLatentOfItsOwnIsNotCompared() throws {
    let folder = try TemporaryFolder()
    var options = ConversionOptions()
    try folder.write("c.json", #"{"num_head_channels": 32, "image_size": 16}"#)
    options.configuration = folder("c.json")
    _ = try convert(
      Fixtures.path("ldm_unconditional_vq/model.ckpt"), output: folder("m.hsm"), options: options)
    func results(_ arrays: [(name: String, file: String)]) throws -> [GoldenCheck.Result] {
      try folder.write("g.safetensors", firstStage(arrays))
      return try GoldenCheck(folder("g.safetensors")).run(folder("m.hsm"), threads: 2)
    }
    let own = try results([("image", "image"), ("z", "z"), ("decoded", "decoded")])
    #expect(own.map(\.name) == ["decoded", "z"] && own.map(\.counts) == [true, false])
    let same = try results([("image", "image"), ("z", "latent")])
    #expect(same.map(\.name) == ["z"] && same[0].counts && same[0].error < 1e-4)
    let wrong = try results([("image", "image"), ("z", "z")])
    #expect(wrong[0].counts && wrong[0].error > 1)
  }
}
