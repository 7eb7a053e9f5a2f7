import CHSpace
import Foundation
import HSpaceLibrary

/// Where models and directions are found by name.
struct SearchPath {
  let folders: [String]

  init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String? = Bundle.main.executablePath
  ) {
    var folders = (environment["HSPACE_PATH"] ?? "").split(separator: ":").map(String.init)
    if let executable {
      let program = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      let bin = program.deletingLastPathComponent()
      folders.append(bin.deletingLastPathComponent().path + "/share/hspace")
      if let checkout = Self.checkout(above: bin) { folders.append(checkout + "/Models") }
    }
    self.folders = folders
  }

  /// Path of a model given by path or name.
  func model(_ name: String) throws(Failure) -> String {
    if let path = Self.path(name) { return path }
    if let found = first("\(name).hsm", in: folders) { return found }
    throw notFound("model", name, folders)
  }

  /// Path of a model with the identity of another file, in one of the folders.
  func model(of info: hsp_file_info) -> String? {
    func bytes(_ info: hsp_file_info) -> [UInt8] {
      // The copy is used inside the closure only.
      unsafe withUnsafeBytes(of: info.identity) { unsafe Array($0) }
    }
    for folder in folders {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in files.sorted() where file.hasSuffix(".hsm") {
        let path = "\(folder)/\(file)"
        if let found = try? FileInfo.inspect(path), found.kind == HSP_FILE_MODEL.rawValue,
          bytes(found) == bytes(info)
        {
          return path
        }
      }
    }
    return nil
  }

  /// Path of a direction given by path or name; the model's own folder comes first.
  func direction(_ name: String, model: String) throws(Failure) -> String {
    if let path = Self.path(name) { return path }
    let own = model.hasSuffix(".hsm") ? String(model.dropLast(4)) : model
    let modelName = (own as NSString).lastPathComponent
    var places = [own]
    for place in folders.map({ "\($0)/\(modelName)" }) + folders where !places.contains(place) {
      places.append(place)
    }
    if let found = first("\(name).hsm", in: places) { return found }
    throw notFound("direction", name, places)
  }

  /// A name with a slash or the file extension, or of a file that is there, is a path.
  private static func path(_ name: String) -> String? {
    name.contains("/") || name.hasSuffix(".hsm") || isFile(name) ? name : nil
  }

  private func first(_ file: String, in folders: [String]) -> String? {
    folders.lazy.map { "\($0)/\(file)" }.first(where: Self.isFile)
  }

  private func notFound(_ kind: String, _ name: String, _ folders: [String]) -> Failure {
    Failure(
      "\(name): no \(kind) of this name in \(folders.joined(separator: ", ")) "
        + "(give a path, or add its folder to HSPACE_PATH)")
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }

  /// The nearest folder above that holds the package and its models.
  private static func checkout(above folder: URL) -> String? {
    var folder = folder
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      if isFile(folder.path + "/Package.swift") { return folder.path }
    }
    return nil
  }
}
