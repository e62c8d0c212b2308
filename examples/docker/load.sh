#!/bin/sh
# Writes records for the sine-wave job to standard output, at a rate that follows a sine wave:
# key, tab, sequence of the key, comma, time (0 here).
#
# Environment: TROUGH, PEAK  lowest and highest rate in records/s (400, 4000)
#              PERIOD        seconds from trough to trough (360)
#              SECONDS_LEFT  how long (default: until it is stopped)

exec awk -v trough="${TROUGH:-400}" -v peak="${PEAK:-4000}" -v period="${PERIOD:-360}" \
    -v seconds="${SECONDS_LEFT:--1}" 'BEGIN {
    keys = 1200
    for (second = 0; second != seconds; second++) {
        rate = trough + (peak - trough) * (1 - cos(2 * 3.14159265 * second / period)) / 2
        for (i = 0; i < int(rate); i++) {
            printf "key-%04d\t%d,0\n", sent % keys, int(sent / keys)
            sent++
        }
        fflush()
        if (second + 1 != seconds && system("sleep 1") != 0) exit 1
    }
}'
