import Testing

@testable import Conversion

struct TorchTests {
  /// Writes a checkpoint and opens it.
  private func open(
    _ value: [UInt8], _ storages: [(String, [UInt8])], _ weights: WeightChoice = .average
  ) throws -> Checkpoint {
    let folder = try TemporaryFolder()
    try folder.write("m.pt", ZipBytes(pickle: PickleBytes.file(value), storages: storages).bytes)
    return try Checkpoint(folder("m.pt"), weights: weights)
  }

  private func values(_ checkpoint: Checkpoint, _ name: String) throws -> [Float] {
    let tensor = try #require(checkpoint.tensors[name])
    var (bytes, values): ([UInt8], [Float]) = ([], [])
    try tensor.read(0, count: tensor.count, bytes: &bytes, into: &values)
    return values
  }

  private let six = ("0", floats([0, 1, 2, 3, 4, 5]))

  @Test func readsViewsOfOneStorage() throws {
    let checkpoint = try open(
      PickleBytes.dictionary([
        ("plain", PickleBytes.tensor("0", count: 6, [2, 3], [3, 1])),
        ("transposed", PickleBytes.tensor("0", count: 6, [3, 2], [1, 3])),
        ("part", PickleBytes.tensor("0", count: 6, offset: 2, [2], [3])),
        ("scalar", PickleBytes.tensor("0", count: 6, offset: 4, [], [])),
        ("single", PickleBytes.tensor("0", count: 6, offset: 1, [1, 2], [99, 1])),
      ]), [six])
    #expect(try values(checkpoint, "plain") == [0, 1, 2, 3, 4, 5])
    #expect(try values(checkpoint, "transposed") == [0, 3, 1, 4, 2, 5])
    #expect(try values(checkpoint, "part") == [2, 5])
    #expect(try values(checkpoint, "scalar") == [4])
    #expect(try values(checkpoint, "single") == [1, 2])
  }

  /// Elements far apart are read one by one, near ones together: the same values.
  @Test func gathersScatteredElements() throws {
    let count = 700_000
    let checkpoint = try open(
      PickleBytes.dictionary([
        ("far", PickleBytes.tensor("0", count: count, [2, 3], [1, 300_000]))
      ]), [("0", floats((0..<count).map { Float($0) }))])
    #expect(try values(checkpoint, "far") == [0, 300_000, 600_000, 1, 300_001, 600_001])
  }

  @Test(arguments: [
    ("FloatStorage", floats([1.5, -2])), ("HalfStorage", [0x00, 0x3E, 0x00, 0xC0]),
    ("BFloat16Storage", [0xC0, 0x3F, 0x00, 0xC0]),
    ("DoubleStorage", little(1.5.bitPattern) + little((-2.0).bitPattern)),
  ])
  func readsEveryFloatType(_ type: String, _ bytes: [UInt8]) throws {
    let tensor = PickleBytes.tensor("0", count: 2, [2], [1], type: type)
    let checkpoint = try open(PickleBytes.dictionary([("a", tensor)]), [("0", bytes)])
    #expect(try values(checkpoint, "a") == [1.5, -2])
  }

  @Test func integersAreNoWeights() throws {
    let tensor = PickleBytes.tensor("0", count: 1, [], [], type: "LongStorage")
    let checkpoint = try open(
      PickleBytes.dictionary([("steps", tensor)]), [("0", little(5 as Int64))])
    #expect(checkpoint.tensors["steps"]?.type == .i64)
  }

  /// torch.save(tensor): a direction.
  @Test func aTensorMayStandAlone() throws {
    let checkpoint = try open(PickleBytes.tensor("0", count: 6, [2, 3], [3, 1]), [six])
    #expect(checkpoint.tensors.count == 1)
    #expect(try values(checkpoint, "tensor") == [0, 1, 2, 3, 4, 5])
  }

  /// What trainers keep beside the weights makes nothing.
  @Test(arguments: [
    ("typing", "Any"), ("__builtin__", "dict"), ("builtins", "list"), ("__builtin__", "long"),
    ("pathlib", "PosixPath"), ("numpy", "ndarray"), ("numpy.core.multiarray", "_reconstruct"),
  ])
  func hyperparametersArePassedOver(_ module: String, _ name: String) throws {
    let global = PickleBytes.name(module, name)
    let value = PickleBytes.dictionary([
      ("hyper_parameters", PickleBytes.list([global, PickleBytes.call(global, [])])),
      ("state_dict", PickleBytes.vectors(["a"])),
    ])
    #expect(Array(try open(value, [("0", floats([1, 2]))]).tensors.keys) == ["a"])
  }

  @Test(arguments: ["state_dict", "model", "0", "params"])
  func findsNestedStateDicts(_ key: String) throws {
    let value = PickleBytes.dictionary([
      ("epoch", PickleBytes.integer(3)), (key, PickleBytes.vectors(["a"])),
    ])
    let checkpoint = try open(value, [("0", floats([1, 2]))])
    #expect(Array(checkpoint.tensors.keys) == ["a"] && checkpoint.notes.isEmpty)
  }

  @Test(arguments: WeightChoice.allCases)
  func choosesAverages(_ choice: WeightChoice) throws {
    let value = PickleBytes.dictionary([
      ("state_dict", PickleBytes.vectors(["a"])),
      ("ema", PickleBytes.vectors(["a"], firstKey: 1)),
    ])
    let checkpoint = try open(value, [("0", floats([1, 2])), ("1", floats([3, 4]))], choice)
    #expect(try values(checkpoint, "a") == (choice == .average ? [3, 4] : [1, 2]))
    #expect(checkpoint.notes.count == 1 && checkpoint.notes[0].contains("key ema"))
  }

  @Test(arguments: WeightChoice.allCases)
  func choosesFromLists(_ choice: WeightChoice) throws {
    let number = PickleBytes.integer(1)
    let value = PickleBytes.list([
      PickleBytes.vectors(["module.a"]), PickleBytes.dictionary([("step", number)]), number, number,
      PickleBytes.vectors(["a"], firstKey: 1),
    ])
    let checkpoint = try open(value, [("0", floats([1, 2])), ("1", floats([3, 4]))], choice)
    #expect(try values(checkpoint, "a") == (choice == .average ? [3, 4] : [1, 2]))
  }

  @Test(arguments: ["module.", "module._orig_mod.", "model.", "ema.", "unet."])
  func takesWrappersOff(_ prefix: String) throws {
    let checkpoint = try open(
      PickleBytes.vectors([prefix + "a", prefix + "module.b"]),
      [("0", floats([1, 2])), ("1", floats([3, 4]))])
    #expect(checkpoint.tensors.keys.sorted() == ["a", "module.b"])
  }

  @Test func namesOfLatentDiffusionAreNoWrapper() throws {
    let name = "model.diffusion_model.a"
    let checkpoint = try open(PickleBytes.vectors([name]), [("0", floats([1, 2]))])
    #expect(checkpoint.tensors[name] != nil)
  }

  @Test func passesOverWhatIsNoTensor() throws {
    let value = PickleBytes.dictionary([
      ("state_dict", PickleBytes.vectors(["a"])),
      ("optimizer", PickleBytes.call(PickleBytes.name("collections", "defaultdict"), [])),
      ("callbacks", PickleBytes.name("pytorch_lightning.callbacks", "ModelCheckpoint")),
    ])
    #expect(try open(value, [("0", floats([1, 2]))]).tensors.count == 1)
  }

  @Test func readsParameters() throws {
    let tensor = PickleBytes.tensor("0", count: 6, [6], [1])
    let parameter = PickleBytes.call(
      PickleBytes.name("torch._utils", "_rebuild_parameter"), [tensor, [0x88], PickleBytes.empty])
    #expect(
      try values(open(PickleBytes.dictionary([("p", parameter)]), [six]), "p")
        == [0, 1, 2, 3, 4, 5])
  }

  @Test func readsModulesOfTorchScript() throws {
    let checkpoint = try Checkpoint(Fixtures.path("torchscript/module.pt"))
    #expect(checkpoint.tensors.keys.sorted() == ["bias", "inner.steps", "inner.weight"])
    #expect(try values(checkpoint, "inner.weight") == [0, 0.5, 1, 1.5, 2, 2.5])
    #expect(try values(checkpoint, "bias") == [1.5, -2])
  }

  @Test func readsTheOlderFormat() throws {
    let path = Fixtures.path("unet_pesser_legacy_pickle/model.ckpt")
    let checkpoint = try Checkpoint(path)
    #expect(checkpoint.tensors.count == 142)
    #expect(try values(checkpoint, "conv_in.bias").allSatisfy { $0 != 0 })
    let folder = try TemporaryFolder()
    let bytes = try contents(path)
    for length in [0, 1, 14, 15, 30, 2000, 21_290, 30_000, bytes.count - 1] {
      try folder.write("short.ckpt", Array(bytes[..<length]))
      #expect(throws: ConversionError.self) { try Checkpoint(folder("short.ckpt")) }
    }
  }

  @Test func checksumIsTheUsualOne() {
    var sum = CRC32()
    sum.update(Array("1234".utf8).span)
    sum.update(Array("56789".utf8).span)
    #expect(sum.value == 0xCBF4_3926)
  }
}
