import Foundation

/// Where a case folder holds a network, and what its file does not say.
struct NetworkSource {
  /// What the converter reads.
  let path: String
  private let configuration: Data?

  init(_ folder: String) throws(GoldenError) {
    // A folder in the style of diffusers says everything itself.
    if FileManager.default.fileExists(atPath: "\(folder)/config.json") {
      (path, configuration) = (folder, nil)
      return
    }
    // One of another case may lie in a folder of its own.
    guard let data = FileManager.default.contents(atPath: "\(folder)/case.json"),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let weights = json["weights"] as? [String: Any], let file = weights["file"] as? String
    else { throw GoldenError("\(folder)/case.json names no weights") }
    if let inner = weights["subfolder"] as? String {
      (path, configuration) = ("\(folder)/\(inner)", nil)
      return
    }
    path = "\(folder)/\(file)"
    // A direction network's tensors say everything.
    if weights["type"] as? String == "asyrp" {
      configuration = nil
      return
    }
    configuration = try? json["config"].map { try JSONSerialization.data(withJSONObject: $0) }
  }

  /// The converter's options; writes the configuration to a file that they name.
  func options(writing file: String) throws(GoldenError) -> [String] {
    guard let configuration else { return [] }
    do { try configuration.write(to: URL(fileURLWithPath: file)) } catch {
      throw GoldenError("\(file): \(error.localizedDescription)")
    }
    return ["--config", file]
  }
}
