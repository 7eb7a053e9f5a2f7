import ArgumentParser
import Foundation
import HSpaceLibrary
import Pictures

/// The pictures of a sheet, in the order in which they are made.
///
/// A command that is interrupted, or can't write its sheet, keeps them beside the output, and goes on with the same bits.
final class SheetWork {
  private struct Stored: Codable {
    let key: [String]
    var pictures: [Entry]
  }

  private struct Entry: Codable {
    let width, height: Int
    let pixels: Data

    init(_ picture: Picture) {
      (width, height, pixels) = (picture.width, picture.height, Data(picture.pixels))
    }
  }

  private let file: String?
  private let key: [String]
  private var pictures: [Picture] = []
  /// How many were asked for.
  private var taken = 0

  /// Refuses the file of a sheet where there is none, and of a run where there is one.
  static func validate(_ file: String?, isSheet: Bool) throws(ValidationError) {
    guard let file, file.hasSuffix(".json") != isSheet else { return }
    throw ValidationError(
      isSheet
        ? "\(file): a sheet goes on with its own .part.json."
        : "\(file): is of a sheet: repeat the command that made it.")
  }

  /// Begins, or goes on with a file; `inputs` are the files that the pictures are made of, beside the models.
  init(_ studios: [Studio], inputs: [String], resuming file: String?) throws(Failure) {
    self.file = file
    key = try WorkKey.of(studios.map(\.session.model), inputs: inputs)
    guard let file else { return }
    let stored = try Self.read(file)
    guard stored.key == key else {
      throw Failure.usage(
        "\(file): was interrupted with another model, other files or other arguments "
          + "(repeat the command as it was)")
    }
    // The last one makes the pictures.
    let (width, height) = studios.last.map { ($0.width, $0.height) } ?? (0, 0)
    for entry in stored.pictures {
      let picture = Picture(width: entry.width, height: entry.height, pixels: [UInt8](entry.pixels))
      guard let picture, picture.width == width, picture.height == height else {
        throw Self.damaged(file)
      }
      pictures.append(picture)
    }
  }

  private static func read(_ file: String) throws(Failure) -> Stored {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: file)) } catch {
      throw Failure("\(file): cannot be read (give the .part.json of this sheet)")
    }
    do { return try JSONDecoder().decode(Stored.self, from: data) } catch {
      throw Failure(
        "\(file): holds no interrupted sheet "
          + "(give the .part.json of this sheet, or begin again without --resume)")
    }
  }

  private static func damaged(_ file: String) -> Failure {
    Failure("\(file): is damaged (begin again without --resume)")
  }

  /// The next picture: the one that is there already, or made now.
  func picture(_ make: () throws -> Picture) throws -> Picture {
    if taken == pictures.count { pictures.append(try make()) }
    taken += 1
    return pictures[taken - 1]
  }

  /// Makes the sheet and writes it.
  func write(to output: String, _ make: () throws -> ContactSheet) throws {
    do {
      let sheet = try make()
      guard taken == pictures.count else { throw Self.damaged(file ?? output) }
      try sheet.rendered(for: output).write(png: output)
    } catch let error as LibraryError where error.isCancelled {
      throw Failure("interrupted; \(try save(beside: output))")
    } catch {
      // Where this can't be written either, the first error says more.
      if taken == pictures.count, !pictures.isEmpty, let sentence = try? save(beside: output) {
        Terminal.note(sentence)
      }
      throw error
    }
  }

  /// Saves the pictures that are there; returns a sentence about it.
  private func save(beside output: String) throws -> String {
    let part = output + ".part.json"
    let stored = Stored(key: key, pictures: pictures.map(Entry.init))
    try AtomicFile.write([UInt8](JSONEncoder().encode(stored)), to: part)
    return "\(part) holds \(pictures.count) pictures of the sheet "
      + "(to go on, repeat the command with --resume \(part))"
  }
}
