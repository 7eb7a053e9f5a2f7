import Container
import ProgramFixtures
import Quantisation
import Testing

/// The file around the weights, and what can go wrong on the way to it.
struct FileTests {
  private static let graph = Graph.inner(outputs: 40, inputs: 24, height: 3, width: 3)

  private func source() throws -> SourceModel { try SourceModel(Self.graph.file()) }

  @Test func keepsEverythingElse() throws {
    let source = try source()
    let result = try SourceModel(source.quantised())
    try result.verify()
    #expect(result.file.identity.equals(source.file.identity))
    #expect(result.file.sectionCount == source.file.sectionCount)
    for kind in [SectionKind.program, .schedule] {
      #expect(result.file.section(kind)?.array == source.file.section(kind)?.array)
    }
    #expect(result.tensors.count == source.tensors.count)
    for index in 0..<source.tensors.count {
      let (old, new) = (source.tensors[index], result.tensors[index])
      #expect(new.name.equals(old.name) && new.extents == old.extents && new.layout == old.layout)
      guard old.layout != .packed else { continue }
      #expect(new.element == old.element && new.payload.equals(old.payload))
    }
    #expect(result.file.bytes.count < source.file.bytes.count)
  }

  @Test func refusesInt8() throws {
    let result = try SourceModel(source().quantised())
    let host = TestHost()
    do {
      _ = try result.quantised(host)
      Issue.record("not refused")
    } catch QuantisationError.alreadyInt8(let tensor) {
      #expect(tensor.count == "tensor 2".utf8.count)
    }
    #expect(host.progress.isEmpty)
  }

  @Test func worksInTheMemoryThatItSays() throws {
    let source = try source()
    let size = source.memorySize
    #expect(try source.quantised(size: size) == source.quantised(size: size + 64))
    #expect(throws: QuantisationError.self) { try source.quantised(size: size - 1) }
    // The weights do not matter, tables and outputs do.
    let large = try SourceModel(Graph.inner(outputs: 40, inputs: 24, height: 7, width: 7).file())
    #expect(large.file.bytes.count > 4 * source.file.bytes.count)
    #expect(large.memorySize == size && size < 110_000)
    #expect(try SourceModel(large.quantised(size: size)).tensors[Graph.middle].element == .int8)
  }

  @Test func tellsItsProgress() throws {
    let (source, host) = (try source(), TestHost())
    let tensors = try SourceModel(source.quantised(host)).tensors
    var last: UInt64 = 0
    for step in host.progress {
      #expect(step.done >= last && step.done <= step.total)
      last = step.done
    }
    #expect(last > 0 && host.progress.allSatisfy { $0.total == last })
    // What is converted is read four times, all else twice; each is also verified.
    let payloads = (0..<source.tensors.count).map { source.tensors[$0].payload.count }
    #expect(last == UInt64(2 * payloads.reduce(0, +) + 2 * payloads[Graph.middle]))
    // What becomes halves was looked through before.
    let halves = payloads.indices.filter { tensors[$0].element == .float16 }
    #expect(!halves.isEmpty)
    #expect(
      host.released == Int(last) + (payloads + halves.map { payloads[$0] }).reduce(0, +))
  }

  @Test func canBeCancelledAtEveryStep() throws {
    let (source, whole) = (try source(), TestHost())
    _ = try source.quantised(whole)
    for patience in 0..<whole.progress.count {
      let host = TestHost()
      host.patience = patience
      do {
        _ = try source.quantised(host)
        Issue.record("not cancelled")
      } catch QuantisationError.cancelled {
        #expect(host.progress.count == patience + 1)
      }
    }
  }

  @Test func stopsWhenTheSinkIsFull() throws {
    let source = try source()
    var pieces = 0
    _ = try source.quantised(sink: { _ in
      pieces += 1
      return true
    })
    for limit in 0..<pieces {
      var taken = 0
      do {
        _ = try source.quantised(sink: { _ in
          taken += 1
          return taken <= limit
        })
        Issue.record("not stopped")
      } catch QuantisationError.sink {
        #expect(taken == limit + 1)
      }
    }
  }

  /// Every weight is checked, whether it changes or not, before anything is written.
  @Test(arguments: 0..<6)
  func refusesDamagedWeights(_ index: Int) throws {
    let source = try source()
    source.flip(source.tensors[index].payload.origin)
    do {
      _ = try source.quantised(sink: { _ in
        Issue.record("written")
        return true
      })
      Issue.record("not refused")
    } catch QuantisationError.tensor(let error, let name) {
      #expect(error.reason == .tensorChecksum)
      #expect(error.offset == source.tensors[index].payload.origin)
      #expect(name.count == "tensor 0".utf8.count)
    }
  }

  /// Checksums that were written are those of the weights that were.
  @Test(arguments: [0, Graph.middle])
  func refusesWhatChangesOnTheWay(_ index: Int) throws {
    let (source, host) = (try source(), TestHost())
    // The report of the middle tensor comes after both were measured, or being so.
    host.onReport = { source.flip(source.tensors[index].payload.origin + 3) }
    do {
      _ = try source.quantised(host)
      Issue.record("not refused")
    } catch QuantisationError.changed {}
  }

  @Test func twoAtOnceDoNotDisturbEachOther() throws {
    let (one, other) = (try source(), try SourceModel(Graph.inner(outputs: 5, inputs: 9).file()))
    let (first, second) = (try one.quantised(), try other.quantised())
    // One begins and ends while the other is at work.
    let host = TestHost()
    var inner: [UInt8]?
    host.onReport = { inner = try? other.quantised() }
    #expect(try one.quantised(host) == first)
    #expect(inner == second)
  }
}
