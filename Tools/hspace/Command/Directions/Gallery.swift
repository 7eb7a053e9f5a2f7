import Foundation
import HSpaceLibrary
import Pictures

/// Pictures that samples are made of: read once before long work begins, so that it does not end in one that can't be used.
struct Gallery {
  struct Entry {
    let file: String
    /// Stands for the picture's pixels.
    let id: UInt64
  }

  let entries: [Entry]

  /// Reads pictures, which must have one size; leaves out those that came before under another name.
  init(_ files: [String], _ studio: Studio) throws {
    var entries: [Entry] = []
    var names: [UInt64: String] = [:]
    var first: (file: String, picture: Picture)?
    for file in files {
      let picture = try Picture(png: file)
      if let first {
        guard picture.width == first.picture.width, picture.height == first.picture.height else {
          throw Failure(
            "\(file): the picture is of \(picture.width)x\(picture.height), and \(first.file) of "
              + "\(first.picture.width)x\(first.picture.height) (give pictures of one size)")
        }
      } else {
        first = (file, picture)
      }
      let id = Statistics.id(of: picture.pixels)
      if let other = names[id] {
        Terminal.note("\(file): the same picture as \(other), left out")
        continue
      }
      names[id] = file
      entries.append(Entry(file: file, id: id))
    }
    if let first,
      let note = first.picture.fitted(width: studio.width, height: studio.height).note
    {
      Terminal.note("all pictures: \(note)")
    }
    self.entries = entries
  }

  var files: [String] { entries.map(\.file) }

  /// Refuses a picture that is in another set too.
  func checkDistinct(from other: Gallery) throws(Failure) {
    let names = Dictionary(
      other.entries.map { ($0.id, $0.file) }, uniquingKeysWith: { first, _ in first })
    for entry in entries {
      if let twin = names[entry.id] {
        throw Failure("\(entry.file): the same picture as \(twin) of the other set (remove one)")
      }
    }
  }

  /// The PNG files of a folder, by name; of a list, its files and those of its folders.
  static func expand(_ paths: [String]) throws(Failure) -> [String] {
    var files: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw Failure("\(path): no such picture or folder")
      }
      files += isFolder.boolValue ? try pictures(in: path) : [path]
    }
    return files
  }

  private static func pictures(in folder: String) throws(Failure) -> [String] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw Failure("\(folder): cannot read: \(error.localizedDescription)")
    }
    let pictures = names.filter { $0.lowercased().hasSuffix(".png") }.sorted()
    guard !pictures.isEmpty else { throw Failure("\(folder): holds no PNG pictures") }
    return pictures.map { "\(folder)/\($0)" }
  }
}
