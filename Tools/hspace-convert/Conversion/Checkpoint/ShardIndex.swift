/// The index of a sharded checkpoint: which file holds which tensor.
struct ShardIndex {
  static let longest = 32_000_000

  private(set) var shardOfTensor: [String: String] = [:]
  /// The shards' file names, sorted.
  let shards: [String]

  init(_ file: SourceFile) throws(ConversionError) {
    func fault(_ place: String, _ problem: String) -> ConversionError {
      ConversionError(file.path, place, problem, remedy: "export the model again")
    }
    let json = try JSONReader.read(try file.contents(limit: Self.longest), file: file.path)
    guard case .object(let members) = json,
      case .object(let entries)? = members.first(where: { $0.key == "weight_map" })?.value
    else { throw fault("key weight_map", "it is missing or not an object") }
    for member in members where member.key != "weight_map" && member.key != "metadata" {
      throw fault("key \(member.key)", "an index has only weight_map and metadata")
    }
    for entry in entries {
      guard case .string(let shard) = entry.value else {
        throw fault("tensor \(entry.key)", "its shard \(entry.value) is not a string")
      }
      // A name that leads elsewhere could make the converter read any file.
      guard !shard.isEmpty, shard != ".", shard != "..",
        !shard.unicodeScalars.contains(where: { $0 == "/" || $0 == "\\" || $0.value < 0x20 })
      else {
        throw fault("tensor \(entry.key)", "\"\(shard)\" is not the name of a file in this folder")
      }
      shardOfTensor[entry.key] = shard
    }
    shards = Set(shardOfTensor.values).sorted()
  }
}
