/// The costs of one way to run the pairs, over all rounds.
record PairCosts(Samples wall, Samples processor) {
    PairCosts() {
        this(new Samples(), new Samples());
    }

    void add(PairCost cost) {
        wall.add(cost.wall());
        processor.add(cost.processor());
    }
}
