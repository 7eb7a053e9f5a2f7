import CHSpace
import Container
import Foundation

/// A model file of a test's own, whose weights lie in the places that a session may ask for.
struct Weights {
  static let places = [HSP_WEIGHTS_MAPPED, HSP_WEIGHTS_STREAMED, HSP_WEIGHTS_MEMORY].map(\.rawValue)

  /// Models whose bits must not depend on where weights are.
  enum Kind: CaseIterable {
    case float32, int8

    func file() throws -> [UInt8] {
      switch self {
      case .float32: ConvertedModel.shared.bytes
      case .int8: try Weights.quantised.get()
      }
    }
  }

  private static let quantised = Result {
    let model = try TestModel.fixture()
    let sink = Sink()
    try check { error in
      unsafe sink.withSink { unsafe hsp_model_quantize(model.handle, nil, nil, $0, &error) }
    }
    return sink.bytes
  }

  let folder: TemporaryFolder
  let path: String

  init(_ bytes: [UInt8]) throws {
    folder = try TemporaryFolder()
    path = folder("model.hsm")
    try folder.write("model.hsm", bytes)
  }

  func open() throws -> TestModel { try TestModel(Source(path: path)) }

  /// The file ends earlier from now on.
  func truncate(to size: Int) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: UInt64(size))
    try file.close()
  }

  /// Flips a bit of the file as it is.
  func damage(at offset: Int) throws {
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.seek(toOffset: UInt64(offset))
    let byte = try file.read(upToCount: 1)?.first ?? 0
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: [byte ^ 1])
    try file.close()
  }

  /// Name and place of the first tensor of at least, and below, so many bytes.
  static func tensor(of file: [UInt8], _ sizes: Range<Int>) throws -> (name: String, offset: Int) {
    let parts = FileParts(file)
    let tensors = parts["TENS"]
    let count = Int(tensors.word(0))
    let names = 16 + count * 64
    for index in 0..<count {
      let record = 16 + index * 64
      guard sizes.contains(Int(tensors.word(record + 40))) else { continue }
      let name = names + Int(tensors.word(record))
      let length = Int(tensors.word(record + 4))
      return (
        String(decoding: tensors[name..<name + length], as: UTF8.self),
        parts.offset("WGHT") + Int(tensors.word(record + 32))
      )
    }
    throw CocoaError(.fileNoSuchFile)
  }
}

/// Inverts and edits with noise, and reads everything that came of it.
func inversionAndEdit(_ session: TestSession, steps: Int32 = 3) throws -> [Float] {
  try session.setSmoothPicture()
  let run = Run(steps: steps).with {
    $0.tBoost = 300
    $0.eta = 0.3
    $0.seed = 11
  }
  try session.invert(run)
  let dh = try TestDirection.random(session, seed: 2)
  try session.edit([(dh, 0.7)], run)
  return try session.read() + session.read(HSP_VALUE_EPS) + session.read(HSP_VALUE_EPS_EDITED)
    + session.read(HSP_VALUE_X0) + session.read(HSP_VALUE_H)
}

extension SessionSettings {
  /// The settings with something changed.
  func with(_ change: (inout SessionSettings) -> Void) -> SessionSettings {
    var settings = self
    change(&settings)
    return settings
  }

  static func streamed(threads: Int32 = 1) -> SessionSettings {
    SessionSettings(threads: threads, height: 8, width: 8).with {
      $0.weights = HSP_WEIGHTS_STREAMED.rawValue
    }
  }
}
