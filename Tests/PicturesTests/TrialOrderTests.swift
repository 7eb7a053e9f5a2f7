import Pictures
import Testing

@Suite struct TrialOrderTests {
  @Test func oneMeasureOrdersByItself() {
    #expect(TrialOrder.bestFirst([[1], [3], [2]]) == [1, 2, 0])
  }

  @Test func placesAreAdded() {
    // Places by the first 2 0 1 3, by the second 0 1 3 2: their sums are 2 1 4 5.
    #expect(TrialOrder.bestFirst([[5, 4], [9, 3], [7, 1], [1, 2]]) == [1, 0, 2, 3])
    // How far values lie apart does not count.
    #expect(TrialOrder.bestFirst([[5, 4000], [9, 3], [7, -100], [1, 2]]) == [1, 0, 2, 3])
  }

  @Test func theFirstMeasureBreaksTies() {
    #expect(TrialOrder.bestFirst([[1, 2], [2, 1]]) == [1, 0])
    #expect(TrialOrder.bestFirst([[2, 1], [1, 2]]) == [0, 1])
  }

  @Test func amongEqualsTheFirstIsFirst() {
    #expect(TrialOrder.bestFirst([[1], [1], [1]]) == [0, 1, 2])
  }

  @Test func equalsShareAPlace() {
    #expect(TrialOrder.bestFirst([[1, 1], [1, 2]]) == [1, 0])
    #expect(TrialOrder.bestFirst([[0, 2, 1], [0, 1, 2], [0, 3, 3]]) == [2, 0, 1])
  }

  @Test func whatIsNoNumberIsLast() {
    #expect(TrialOrder.bestFirst([[.nan], [1], [.nan], [2]]) == [3, 1, 0, 2])
  }

  @Test func nothingHasNoOrder() {
    #expect(TrialOrder.bestFirst([]) == [])
    #expect(TrialOrder.bestFirst([[], []]) == [0, 1])
  }
}
