import Foundation
import HSpaceLibrary
import Testing

@testable import Conversion

struct DirectionConversionTests {
  private let folder: TemporaryFolder
  private let count = 32 * 8 * 8

  /// A model whose h has 32 x 8 x 8 values.
  init() throws {
    folder = try TemporaryFolder()
    var options = ConversionOptions()
    try folder.write("c.json", #"{"resolution": 16}"#)
    options.configuration = folder("c.json")
    _ = try convert(
      Fixtures.path("unet_pesser_fp16/model.ckpt"), output: folder("m.hsm"), options: options)
  }

  private var values: [Float] { (0..<count).map { Float($0) / 8 } }

  private func npy(_ descriptor: String, _ shape: String, _ data: [UInt8], fortran: Bool = false)
    -> [UInt8]
  {
    let text =
      "{'descr': '\(descriptor)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(UInt16(text.utf8.count))
      + Array(text.utf8)
      + data
  }

  private func made(_ name: String, _ bytes: [UInt8]) throws -> Direction {
    try folder.write(name, bytes)
    _ = try convertDirection(
      folder(name), model: folder("m.hsm"), name: nil, steps: 40, output: folder("d.hsm"))
    return try Direction(path: folder("d.hsm"))
  }

  @Test(arguments: ["(32, 8, 8)", "(1, 32, 8, 8)", "(1, 2048)", "(2048,)"])
  func anArrayIsAGlobalDirection(_ shape: String) throws {
    let direction = try made("smile.npy", npy("<f4", shape, floats(values)))
    let info = try direction.describe()
    #expect(info.entries == 1 && info.steps == 40 && text(of: info.name) == "smile")
    let entry = try direction.entry(0)
    #expect(entry.timestep == -1 && entry.values == values)
  }

  @Test func boundariesHaveDoublesAndFortranHasItsOwnOrder() throws {
    let doubles = values.flatMap { little(Double($0).bitPattern) }
    #expect(try made("a.npy", npy("<f8", "(1, 2048)", doubles)).entry(0).values == values)
    var turned = values
    for channel in 0..<32 {
      for row in 0..<8 {
        for column in 0..<8 {
          let place: Int = channel + 32 * (row + 8 * column)
          turned[place] = values[64 * channel + 8 * row + column]
        }
      }
    }
    let array = npy("<f4", "(32, 8, 8)", floats(turned), fortran: true)
    #expect(try made("b.npy", array).entry(0).values == values)
  }

  @Test func archivesHaveAnEntryForEachTimestep() throws {
    let half = values.map { $0 / 2 }
    let archive = ZipBytes([
      ("t25.npy", npy("<f4", "(32, 8, 8)", floats(half))),
      ("500.npy", npy("<f4", "(32, 8, 8)", floats(values))),
    ])
    let direction = try made("steps.npz", archive.bytes)
    #expect(try direction.entry(0) == (500, values))
    #expect(try direction.entry(1) == (25, half))
    var damaged = archive
    damaged.entries[0].checksum = 7
    let error = #expect(throws: ConversionError.self) { try made("bad.npz", damaged.bytes) }
    #expect(error?.problem.contains("checksum") == true)
  }

  @Test func otherContainersHoldDirectionsToo() throws {
    let tensors = [
      TestTensor("10", [32, 8, 8], values), TestTensor("900", [1, 32, 8, 8], values),
    ]
    #expect(try made("d.safetensors", TestTensor.file(tensors)).entry(0).timestep == 900)
    let pickle = PickleBytes.file(
      Array("}".utf8) + PickleBytes.integer(0)
        + PickleBytes.tensor("0", count: count, [32, 8, 8], [64, 8, 1]) + Array("s".utf8))
    let archive = ZipBytes(pickle: pickle, storages: [("0", floats(values))])
    #expect(try made("d.pth", archive.bytes).entry(0) == (-1, values))
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let broken: [(String, [UInt8])] = [
      ("its shape is [2047]", npy("<f4", "(2047,)", floats(values.dropLast()))),
      ("its shape is [8, 8, 32]", npy("<f4", "(8, 8, 32)", floats(values))),
      ("does not fill", npy("<f4", "(32, 8, 9)", floats(values))),
      ("not supported", npy(">f4", "(32, 8, 8)", floats(values))),
      ("not supported", npy("<f4", "(32, -8, 8)", floats(values))),
      ("impossible", npy("<f4", "(9223372036854775807, 8)", floats(values))),
      ("not finite", npy("<f4", "(32, 8, 8)", floats(values.map { $0 / 0 }))),
      ("ends too early", Array(npy("<f4", "(32, 8, 8)", []).prefix(20))),
      (
        "timestep 500",
        TestTensor.file([
          TestTensor("500", [32, 8, 8], values), TestTensor("t500", [32, 8, 8], values),
        ])
      ),
      (
        "its name is no timestep",
        ZipBytes([
          ("a.npy", npy("<f4", "(32, 8, 8)", floats(values))),
          ("1.npy", npy("<f4", "(32, 8, 8)", floats(values))),
        ]).bytes
      ),
    ]
    for (reason, bytes) in broken {
      let error = #expect(throws: ConversionError.self) { try made("x.npy", bytes) }
      #expect(
        error?.description.contains(reason) == true, "\(reason): \(String(describing: error))")
    }
    #expect(!FileManager.default.fileExists(atPath: folder("d.hsm")))
  }
}
