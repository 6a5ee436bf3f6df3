def run_epoch(sess, model, batches, writer=None, first_step=0):
    """Mean cost of an epoch; logs each step where there is a writer."""
    costs = []
    for i, batch in enumerate(batches):
        feed_dict = {model.words: batch}
        if writer is not None:
            summary, cost = sess.run([model.merged, model.cost], feed_dict)
            writer.add_summary(summary, first_step + i)
        else:
            cost = sess.run(model.cost, feed_dict)
        costs.append(cost)
    return sum(costs) / len(costs)
