import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// The pictures of a sheet, in the order in which they are made.
///
/// An interrupted command keeps them beside its output, and goes on with the same bits.
final class SheetWork {
  private struct Stored: Codable {
    /// What must be the same to go on: models and arguments.
    let key: [String]
    var pictures: [Entry]
  }

  private struct Entry: Codable {
    let width, height: Int
    let pixels: Data

    init(_ picture: Picture) {
      (width, height, pixels) = (picture.width, picture.height, Data(picture.pixels))
    }

    var picture: Picture? {
      (1...Picture.largestSide).contains(width) && (1...Picture.largestSide).contains(height)
        ? Picture(width: width, height: height, pixels: [UInt8](pixels)) : nil
    }
  }

  private let key: [String]
  private var pictures: [Picture] = []
  /// How many were asked for.
  private var taken = 0

  /// Begins, or goes on with a file.
  init(
    _ models: [Model], resuming file: String?, arguments: [String] = CommandLine.arguments
  ) throws(Failure) {
    key = models.map { $0.identity } + Self.withoutResume(arguments.dropFirst())
    guard let file else { return }
    let stored: Stored
    do {
      stored = try JSONDecoder().decode(
        Stored.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw Failure("\(file): no interrupted sheet can be read from it")
    }
    guard stored.key == key else {
      throw Failure.usage(
        "\(file): was interrupted with another model or other arguments "
          + "(repeat the command as it was)")
    }
    for entry in stored.pictures {
      guard let picture = entry.picture else {
        throw Failure("\(file): is damaged (begin again without --resume)")
      }
      pictures.append(picture)
    }
  }

  /// The next picture: the one that is there already, or made now.
  func picture(_ make: () throws -> Picture) throws -> Picture {
    if taken == pictures.count { pictures.append(try make()) }
    taken += 1
    return pictures[taken - 1]
  }

  /// Does the work that asks for the pictures; interrupted, saves those that are there.
  func run(output: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as LibraryError where error.isCancelled {
      let part = output + ".part.json"
      let stored = Stored(key: key, pictures: pictures.map(Entry.init))
      try AtomicFile.write([UInt8](JSONEncoder().encode(stored)), to: part)
      throw Failure(
        "interrupted; \(part) holds \(pictures.count) pictures of the sheet "
          + "(to go on, repeat the command with --resume \(part))")
    }
  }

  private static func withoutResume(_ arguments: ArraySlice<String>) -> [String] {
    var result: [String] = []
    var isFile = false
    for argument in arguments {
      if !isFile, argument != "--resume", !argument.hasPrefix("--resume=") {
        result.append(argument)
      }
      isFile = !isFile && argument == "--resume"
    }
    return result
  }
}
