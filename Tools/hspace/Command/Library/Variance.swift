/// How much noise a step adds, in the library's order.
package enum Variance: String, NumberedName {
  case ddim, small, large, learned, model
}
