import Container
import Program
import Testing

@testable import Conversion

struct ConversionFixtureTests {
  @Test(arguments: Fixtures.models, ConversionOptions.Precision.allCases)
  func readersAccept(_ name: String, _ precision: ConversionOptions.Precision) throws {
    let folder = try TemporaryFolder()
    let report = try convert(
      Fixtures.path(name), output: folder("m.hsm"),
      options: ConversionOptions(precision: precision))
    #expect(report.notes.count == 1 && report.notes[0].contains("no scheduler_config.json"))
    try withModel(folder("m.hsm")) { file, table, program in
      #expect(file.bytes.count == report.bytes && file.identity.array == report.identity)
      #expect(table.count == report.tensors && program.name.text == "unet")
      #expect(report.family == .unet2d)
      var parameters = 0
      for index in 0..<table.count {
        let tensor = table[index]
        parameters += tensor.extents.count
        let isHalf = precision != .f32 && tensor.layout == .packed
        let isInteger = report.quantised.contains { $0.name == tensor.name.text }
        #expect(tensor.element.isInteger == isInteger)
        #expect(isInteger || tensor.element == (isHalf ? .float16 : .float32))
        #expect(tensor.layout == .packed || tensor.extents.isVector)
      }
      #expect(parameters == report.parameters)
    }
    #expect(try folder.entries == ["m.hsm"])
  }

  @Test func holdsTheSourceValues() throws {
    let folder = try TemporaryFolder()
    let path = Fixtures.path("unet_diffusers_main")
    _ = try convert(path, output: folder("m.hsm"))
    let checkpoint = try Checkpoint(path + "/diffusion_pytorch_model.safetensors")
    try withModel(folder("m.hsm")) { _, table, _ in
      var raw: [UInt8] = []
      var values: [Float] = []
      for index in 0..<table.count {
        let tensor = table[index]
        let source = try #require(checkpoint.tensors[tensor.name.text])
        try source.read(0, count: source.count, bytes: &raw, into: &values)
        let (inputs, taps) = (tensor.extents.inputs, tensor.extents.height * tensor.extents.width)
        // A few elements of each tensor; the packer's own tests see all.
        for element in stride(from: 0, to: values.count, by: max(1, values.count / 50)) {
          let (output, input, tap) = (
            element / (inputs * taps), element / taps % inputs, element % taps
          )
          let place =
            tensor.layout == .packed
            ? ((output / 16 * taps + tap) * inputs + input) * 16 + output % 16 : element
          let bits = tensor.payload.load(4 * place, as: UInt32.self)
          #expect(bits == values[element].bitPattern)
        }
      }
    }
  }

  @Test func isReproducible() throws {
    let folder = try TemporaryFolder()
    for precision in ConversionOptions.Precision.allCases {
      for name in ["a", "b"] {
        _ = try convert(
          Fixtures.path("unet_diffusers_sharded"), output: folder(name),
          options: ConversionOptions(precision: precision))
      }
      #expect(try contents(folder("a")) == contents(folder("b")))
    }
  }

  @Test func identityDependsOnValuesNotOnStorage() throws {
    let folder = try TemporaryFolder()
    var model = try TestModel()
    let half = try model.convert(in: folder)
    #expect(
      try model.convert(in: folder, ConversionOptions(precision: .f16)).identity == half.identity)
    model.widen()
    model.tensors.reverse()
    #expect(try model.convert(in: folder).identity == half.identity)
    model.tensors[3].bytes[0] ^= 1
    #expect(try model.convert(in: folder).identity != half.identity)
  }

  @Test func identityDependsOnConfigurationAndSchedule() throws {
    let folder = try TemporaryFolder()
    var model = try TestModel()
    var identities = [try model.convert(in: folder).identity]
    var options = ConversionOptions()
    options.lastBeta = 0.03
    identities.append(try model.convert(in: folder, options).identity)
    model.configuration["norm_eps"] = 2e-5
    identities.append(try model.convert(in: folder).identity)
    #expect(Set(identities).count == 3)
  }
}
