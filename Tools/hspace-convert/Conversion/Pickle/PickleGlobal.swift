/// The names that a checkpoint may hold: what tensors are made of, and a few that are passed over.
///
/// Nothing is ever called. Every other name is refused.
enum PickleGlobal {
  case orderedDictionary
  case rebuildTensor
  case rebuildParameter
  case storage(SourceElement)
  /// Returns its one argument's parts: lists of TorchScript, sizes.
  case collection
  /// A class of a TorchScript archive.
  case module
  /// Passed over: options, schedulers, callbacks and numbers beside the tensors.
  case inert

  init?(_ module: String, _ name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"):
      self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "Size"), ("torch.jit._pickle", _): self = .collection
    case ("torch", let name) where Self.storages[name] != nil:
      self = .storage(Self.storages[name] ?? .f32)
    case (let module, _) where module == "__torch__" || module.hasPrefix("__torch__."):
      self = .module
    default:
      guard Self.isInert(module, name) else { return nil }
      self = .inert
    }
  }

  private static let storages: [String: SourceElement] = [
    "FloatStorage": .f32, "HalfStorage": .f16, "BFloat16Storage": .bf16, "DoubleStorage": .f64,
    "LongStorage": .i64, "IntStorage": .i32, "ShortStorage": .i16, "CharStorage": .i8,
    "ByteStorage": .u8, "BoolStorage": .bool,
  ]

  private static let inertNames: Set<String> = [
    "_codecs.encode", "argparse.Namespace", "collections.Counter", "collections.defaultdict",
    "numpy.dtype", "numpy.ndarray", "pathlib.Path", "pathlib.PosixPath", "pathlib.PurePosixPath",
    "pathlib.WindowsPath", "torch.device", "torch.float16", "torch.float32", "torch.float64",
    "torch.bfloat16", "torch.int64", "torch.int32", "typing.Any",
  ]
  private static let inertTypes: Set<String> = [
    "bool", "dict", "float", "int", "list", "long", "set", "str", "tuple", "unicode",
  ]
  /// Lightning's callbacks, configuration trees and optimizers stand beside the weights.
  private static let inertModules = [
    "pytorch_lightning.", "lightning.", "lightning_fabric.", "omegaconf.", "torch.optim.",
  ]

  private static func isInert(_ module: String, _ name: String) -> Bool {
    switch module {
    case "builtins", "__builtin__": inertTypes.contains(name)
    case "numpy.core.multiarray", "numpy._core.multiarray":
      ["scalar", "_reconstruct"].contains(name)
    default:
      inertNames.contains("\(module).\(name)") || inertModules.contains { module.hasPrefix($0) }
    }
  }
}
