import Testing

@testable import Conversion

struct KeyLedgerTests {
  private func failure(_ change: (inout [TestTensor]) -> Void) throws -> ConversionError? {
    var model = try TestModel()
    change(&model.tensors)
    let folder = try TemporaryFolder()
    let error = #expect(throws: ConversionError.self) { try model.convert(in: folder) }
    #expect(try folder.entries == ["config.json", "diffusion_pytorch_model.safetensors"])
    return error
  }

  private func index(_ name: String, _ tensors: [TestTensor]) -> Int {
    tensors.firstIndex { $0.name == name } ?? -1
  }

  @Test func namesMissingKeys() throws {
    let error = try failure { $0.removeAll { $0.name.hasPrefix("mid_block.resnets.1.conv") } }
    #expect(
      error?.problem
        == "missing (4): mid_block.resnets.1.conv1.weight, mid_block.resnets.1.conv1.bias, "
        + "mid_block.resnets.1.conv2.weight, mid_block.resnets.1.conv2.bias")
  }

  @Test func namesLeftoverKeys() throws {
    let error = try failure { tensors in
      for name in ["z5", "z1", "z2", "z3", "z4"] { tensors.append(TestTensor(name, [1], [0])) }
    }
    #expect(error?.problem == "not part of this architecture (5): z1, z2, z3, z4, ...")
  }

  @Test func namesMisshapedKeys() throws {
    let error = try failure { tensors in
      tensors[index("conv_in.weight", tensors)].shape = [32, 3, 9]
      tensors[index("conv_in.bias", tensors)].shape = [32, 1]
    }
    #expect(
      error?.problem
        == "wrong in shape (2): conv_in.weight is [32, 3, 9] instead of [32, 3, 3, 3], "
        + "conv_in.bias is [32, 1] instead of [32]")
  }

  @Test func reportsAllKindsAtOnce() throws {
    let error = try failure { tensors in
      tensors[index("conv_in.bias", tensors)].name = "conv_in.offset"
      tensors[index("conv_out.bias", tensors)].shape = [1, 3]
    }
    #expect(
      error?.problem == "missing (1): conv_in.bias; wrong in shape (1): conv_out.bias is [1, 3] "
        + "instead of [3]; not part of this architecture (1): conv_in.offset")
  }

  @Test func takesAnAttentionOnlyUnderOneOfItsNames() throws {
    let error = try failure { tensors in
      var copy = tensors[index("mid_block.attentions.0.to_q.bias", tensors)]
      copy.name = "mid_block.attentions.0.query.bias"
      tensors.append(copy)
    }
    #expect(
      error?.problem
        == "not part of this architecture (1): mid_block.attentions.0.query.bias")
  }

  @Test func acceptsOldNamesAndSquareConvolutions() throws {
    var model = try TestModel()
    let folder = try TemporaryFolder()
    let identity = try model.convert(in: folder).identity
    let names = [
      (".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."),
      (".to_out.0.", ".proj_attn."),
    ]
    var renamed = 0
    for at in model.tensors.indices {
      for (new, old) in names where model.tensors[at].name.contains(new) {
        model.tensors[at].name.replace(new, with: old)
        if model.tensors[at].shape.count == 2 { model.tensors[at].shape += [1, 1] }
        renamed += 1
      }
    }
    #expect(renamed > 0)
    #expect(try model.convert(in: folder).identity == identity)
  }
}
