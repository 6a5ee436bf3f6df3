from common import *
from boiler import *

hottest = boil()
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(os.path.join(LOG_DIR, 'boiler'))
sess = tf.Session()
for minute in range(6):
    summary = sess.run(merged, feed_dict={heat: 20.0 + np.arange(3) * minute})
    writer.add_summary(summary, minute)
writer.close()
sess.close()
