-- The second catalogue: a shop for electronic parts, in store 'parts'. Built by other rules than the
-- sample: the kind of thing comes first in a name and the rest is what a data sheet says, measures are
-- metric with prefixes (nF, kΩ, mAh), brands stand in their own column only, some names are bare type
-- numbers, and what a thing is for is said in its description.
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('parts', 'Parts', 'EUR', 'UTC');
INSERT INTO retail.product_categories (category_name) VALUES
    ('Passive components'), ('Semiconductors'), ('Boards and sensors'), ('Displays'), ('Power'), ('Soldering and tools'),
    ('Wiring and connectors'), ('Motion'), ('Housing and cooling'), ('3D printing');

CREATE SCHEMA parts;
CREATE TABLE parts.product (sku text, name text, category text, brand text, description text, price numeric, metadata text);

INSERT INTO parts.product
SELECT format('R-%s-%s', translate(v, ' Ω', ''), m.short), format('Resistor, %s, %s, %s, %s', m.film, v, m.tolerance, m.power), 'Passive components', m.brand,
       format('%s. Limits current, divides voltage, pulls inputs up or down.', m.text), 0.10 + m.extra, jsonb_build_object('mounting', m.mounting, 'package', m.package)
  FROM unnest('{10 Ω,47 Ω,100 Ω,220 Ω,330 Ω,470 Ω,1 kΩ,2.2 kΩ,4.7 kΩ,10 kΩ,22 kΩ,47 kΩ,100 kΩ,1 MΩ}'::text[]) AS v,
       (VALUES ('MF', 'metal film', '1 %', '0.25 W', 'Ohmic', 'Leaded resistor for breadboards and through-hole boards', 0.05, 'through-hole', 'axial'),
               ('SM', 'thick film', '5 %', '0.125 W', 'Norrtek', 'Surface-mount chip resistor', 0, 'SMD', '0805')) AS m(short, film, tolerance, power, brand, text, extra, mounting, package);
INSERT INTO parts.product
SELECT format('C-%s-%s', replace(v, ' ', ''), m.short), format('Capacitor, ceramic, %s, 50 V, X7R', v), 'Passive components', m.brand,
       format('Decoupling and filtering next to integrated circuits. %s', m.text), 0.20, jsonb_build_object('mounting', m.mounting, 'package', m.package)
  FROM unnest('{22 pF,100 pF,1 nF,10 nF,100 nF,1 µF}'::text[]) AS v,
       (VALUES ('TH', 'Norrtek', 'Leaded, 5 mm pitch.', 'through-hole', 'radial'), ('SM', 'Norrtek', 'Chip for surface mounting.', 'SMD', '0805')) AS m(short, brand, text, mounting, package);
INSERT INTO parts.product
SELECT format('E-%s', replace(v, ' ', '')), format('Capacitor, electrolytic, %s, %s V, 105 °C', v, volts), 'Passive components', 'Ohmic',
       'Aluminium electrolytic, polarised: smooths supply voltages.', 0.35, '{"mounting": "through-hole", "package": "radial"}'
  FROM (VALUES ('10 µF', 25), ('47 µF', 25), ('100 µF', 25), ('220 µF', 35), ('470 µF', 35), ('1000 µF', 16), ('2200 µF', 16)) AS x(v, volts);
INSERT INTO parts.product
SELECT format('LED-%s-%s', left(c, 2), d), format('LED, %s, %s mm, diffused', c, d), 'Semiconductors', 'Lumio', 'Indicator light. Needs a series resistor.', 0.15,
       jsonb_build_object('forward_current', '20 mA', 'colour', c)
  FROM unnest('{red,green,blue,yellow,white}'::text[]) AS c, unnest('{3,5}'::int[]) AS d;
INSERT INTO parts.product
SELECT format('STRIP-%s-%s', left(c, 2), n), format('LED strip, %s, %s LEDs/m, 5 m, 12 V', c, n), 'Semiconductors', 'Lumio', 'Flexible, self-adhesive, can be cut every three lights. Needs a 12 V supply.', 12 + n / 10, '{}'
  FROM unnest('{warm white,cold white,RGB}'::text[]) AS c, unnest('{30,60}'::int[]) AS n;
INSERT INTO parts.product VALUES
    ('NE555P', 'NE555P', 'Semiconductors', 'Norrtek', 'Timer integrated circuit: oscillator, pulse generator, delay. 8 pins, DIP.', 0.60, '{"package": "DIP-8"}'),
    ('LM7805', 'LM7805', 'Semiconductors', 'Voltara', 'Linear voltage regulator with a fixed output of 5 V, 1.5 A, TO-220.', 0.70, '{"package": "TO-220"}'),
    ('LM317T', 'LM317T', 'Semiconductors', 'Voltara', 'Adjustable linear voltage regulator, 1.2 to 37 V, 1.5 A.', 0.80, '{"package": "TO-220"}'),
    ('LM358N', 'LM358N', 'Semiconductors', 'Norrtek', 'Dual operational amplifier for single supplies. 8 pins, DIP.', 0.55, '{"package": "DIP-8"}'),
    ('BC547B', 'BC547B', 'Semiconductors', 'Voltara', 'NPN transistor for small signals, 45 V, 100 mA, TO-92.', 0.12, '{"package": "TO-92"}'),
    ('BC557B', 'BC557B', 'Semiconductors', 'Voltara', 'PNP transistor for small signals, 45 V, 100 mA, TO-92.', 0.12, '{"package": "TO-92"}'),
    ('IRLZ44N', 'IRLZ44N', 'Semiconductors', 'Voltara', 'N-channel power MOSFET with logic-level gate, 55 V, 47 A.', 1.20, '{"package": "TO-220"}'),
    ('1N4148', '1N4148', 'Semiconductors', 'Ohmic', 'Fast switching diode, 100 V, 200 mA.', 0.08, '{"package": "DO-35"}'),
    ('1N4007', '1N4007', 'Semiconductors', 'Ohmic', 'Rectifier diode, 1000 V, 1 A.', 0.10, '{"package": "DO-41"}'),
    ('1N5819', '1N5819', 'Semiconductors', 'Ohmic', 'Schottky diode with low forward voltage, 40 V, 1 A.', 0.15, '{"package": "DO-41"}'),
    ('74HC595', '74HC595N', 'Semiconductors', 'Norrtek', 'Shift register, 8 bits, serial in, parallel out. More outputs for a controller.', 0.75, '{"package": "DIP-16"}'),
    ('PC817', 'PC817', 'Semiconductors', 'Norrtek', 'Optocoupler: isolates two circuits by light. 4 pins, DIP.', 0.30, '{"package": "DIP-4"}'),
    ('KX-NODE', 'Controller board, Node 32, WiFi and Bluetooth', 'Boards and sensors', 'Kestrel', 'Microcontroller board to program over USB, 240 MHz dual core, 4 MB flash, wireless.', 9.90, '{"wireless": true}'),
    ('KX-UNO', 'Controller board, Uno compatible, 16 MHz', 'Boards and sensors', 'Kestrel', 'Microcontroller board for beginners with 14 digital inputs and outputs, USB.', 12.90, '{"wireless": false}'),
    ('KX-NANO', 'Controller board, Nano compatible, 16 MHz', 'Boards and sensors', 'Kestrel', 'Small microcontroller board that fits a breadboard, USB mini.', 7.50, '{"wireless": false}'),
    ('SBC-4', 'Single board computer, quad core, 4 GB', 'Boards and sensors', 'Kestrel', 'A small Linux computer with HDMI, Ethernet and USB.', 59.00, '{"memory": "4 GB"}'),
    ('SBC-8', 'Single board computer, quad core, 8 GB', 'Boards and sensors', 'Kestrel', 'A small Linux computer with HDMI, Ethernet and USB.', 79.00, '{"memory": "8 GB"}'),
    ('S-DS18', 'Sensor, DS18B20, temperature, stainless steel, 1 m', 'Boards and sensors', 'Sparkwell', 'Waterproof digital thermometer probe on a cable, -55 to 125 °C.', 4.90, '{"protection": "IP67"}'),
    ('S-DHT22', 'Sensor, DHT22, temperature and humidity', 'Boards and sensors', 'Sparkwell', 'Measures the air''s temperature and relative humidity. For weather stations.', 5.90, '{}'),
    ('S-BME280', 'Sensor, BME280, pressure, temperature, humidity', 'Boards and sensors', 'Sparkwell', 'Barometer and altimeter over I2C or SPI.', 8.90, '{"interface": "I2C"}'),
    ('S-PIR', 'Sensor, HC-SR501, passive infrared', 'Boards and sensors', 'Sparkwell', 'Notices people moving in a room: alarm, light switch. Range 7 m.', 2.90, '{}'),
    ('S-US', 'Sensor, HC-SR04, ultrasonic', 'Boards and sensors', 'Sparkwell', 'Measures the distance to an obstacle, 2 cm to 4 m.', 2.50, '{}'),
    ('S-LDR', 'Sensor, GL5528, photoresistor', 'Boards and sensors', 'Sparkwell', 'Its resistance falls with light: tells day from night.', 0.40, '{}'),
    ('S-SOIL', 'Sensor, capacitive, soil moisture', 'Boards and sensors', 'Sparkwell', 'Says when a plant needs water. Does not corrode.', 2.20, '{}'),
    ('S-GAS', 'Sensor, MQ-2, gas and smoke', 'Boards and sensors', 'Sparkwell', 'Detects propane, hydrogen and smoke.', 3.10, '{}'),
    ('S-ACC', 'Sensor, MPU-6050, accelerometer and gyroscope', 'Boards and sensors', 'Sparkwell', 'Measures tilt and movement on six axes.', 3.90, '{"interface": "I2C"}'),
    ('S-HALL', 'Sensor, A3144, Hall effect', 'Boards and sensors', 'Sparkwell', 'Notices a magnet passing: speed of a wheel.', 0.90, '{}'),
    ('RTC', 'Real time clock, DS3231, battery backed', 'Boards and sensors', 'Sparkwell', 'Keeps the time while the controller is off.', 3.60, '{"interface": "I2C"}'),
    ('SDM', 'Card reader, microSD, SPI', 'Boards and sensors', 'Sparkwell', 'Logs data on a memory card.', 1.90, '{"interface": "SPI"}'),
    ('PUMP5', 'Pump, submersible, 5 V, 120 l/h', 'Motion', 'Sparkwell', 'Small water pump for irrigation of plants.', 4.20, '{}'),
    ('SOL-PEN', 'Flux pen, no-clean, 10 ml', 'Soldering and tools', 'Sparkwell', 'Makes solder flow. Leaves nothing to wash off.', 5.50, '{}'),
    ('WICK', 'Desoldering braid, 2.5 mm, 1.5 m', 'Soldering and tools', 'Flux', 'Copper wick that soaks up solder.', 2.90, '{}'),
    ('SUCK', 'Desoldering pump, aluminium', 'Soldering and tools', 'Flux', 'Sucks molten solder off a joint.', 7.90, '{}'),
    ('TWEEZ', 'Tweezers, antistatic, bent, ESD-15', 'Soldering and tools', 'Flux', 'For small surface-mount parts.', 3.50, '{}'),
    ('HANDS', 'Helping hands with magnifier', 'Soldering and tools', 'Flux', 'Holds a board while both hands solder.', 14.90, '{}'),
    ('STRIP-AWG', 'Wire stripper, automatic, 0.2 to 6 mm²', 'Soldering and tools', 'Brindle', 'Takes the insulation off cables.', 16.90, '{}'),
    ('CRIMP', 'Crimping pliers, ferrules, 0.25 to 10 mm²', 'Soldering and tools', 'Brindle', 'Presses end sleeves onto stranded wire.', 24.90, '{}'),
    ('CUT', 'Side cutters, precision, 130 mm', 'Soldering and tools', 'Brindle', 'Cuts component leads flush.', 8.90, '{}'),
    ('DMM1', 'Multimeter, digital, 600 V, autoranging', 'Soldering and tools', 'Brindle', 'Measures voltage, current, resistance, continuity.', 29.00, '{}'),
    ('DMM2', 'Multimeter, digital, true RMS, 1000 V', 'Soldering and tools', 'Brindle', 'Measures voltage, current, resistance, capacitance, frequency.', 69.00, '{}'),
    ('SCOPE', 'Oscilloscope, 2 channels, 100 MHz', 'Soldering and tools', 'Brindle', 'Shows signals over time. 7 in screen.', 349.00, '{}'),
    ('LABPSU', 'Bench power supply, 0 to 30 V, 5 A', 'Power', 'Brindle', 'Adjustable laboratory supply with current limit.', 89.00, '{}'),
    ('HOTAIR', 'Hot air gun, 450 °C, 300 W', 'Soldering and tools', 'Flux', 'Shrinks tubing and removes surface-mount parts.', 34.00, '{}'),
    ('STATION', 'Soldering station, 80 W, digital', 'Soldering and tools', 'Flux', 'Temperature-controlled from 150 to 480 °C.', 79.00, '{}'),
    ('BTN6', 'Push button, tactile, 6 x 6 mm', 'Wiring and connectors', 'Norrtek', 'Momentary switch for boards.', 0.10, '{}'),
    ('TOG', 'Toggle switch, SPDT, 3 A', 'Wiring and connectors', 'Norrtek', 'On-on, for front panels, 6 mm hole.', 1.10, '{}'),
    ('ROCK', 'Rocker switch, illuminated, 230 V, 10 A', 'Wiring and connectors', 'Norrtek', 'Mains power on and off.', 1.80, '{}'),
    ('ENC', 'Rotary encoder, 20 steps, with button', 'Wiring and connectors', 'Norrtek', 'Knob for menus that turns without end.', 1.60, '{}'),
    ('KEYP', 'Keypad, membrane, 4 x 4', 'Wiring and connectors', 'Norrtek', 'Sixteen keys to enter numbers and codes.', 2.40, '{}'),
    ('HS220', 'Heat sink, TO-220, 20 K/W', 'Housing and cooling', 'Brindle', 'Keeps regulators and transistors cool.', 0.60, '{}'),
    ('PASTE', 'Thermal paste, 3.5 g', 'Housing and cooling', 'Brindle', 'Conducts heat between a chip and its heat sink.', 4.50, '{}');
INSERT INTO parts.product
SELECT format('POT-%s', translate(v, ' Ω', '')), format('Potentiometer, linear, %s, 6 mm shaft', v), 'Passive components', 'Ohmic', 'Variable resistor to turn by hand: volume, brightness.', 0.95, '{}' FROM unnest('{1 kΩ,10 kΩ,100 kΩ}'::text[]) AS v;
INSERT INTO parts.product
SELECT format('OLED-%s', left(c, 1)), format('OLED display, 0.96 in, 128 x 64, %s', c), 'Displays', 'Lumio', 'Small graphic screen over I2C, readable from every side.', 5.20, '{"interface": "I2C"}' FROM unnest('{white,blue,yellow}'::text[]) AS c;
INSERT INTO parts.product
SELECT format('LCD-%s', x), format('LCD, %s characters, backlit, blue', x), 'Displays', 'Lumio', 'Shows text in lines. With I2C adapter.', 4.00 + length(x), '{"interface": "I2C"}' FROM unnest('{16 x 2,20 x 4}'::text[]) AS x;
INSERT INTO parts.product
SELECT format('EPD-%s', x), format('E-paper display, %s in, black and white', x), 'Displays', 'Lumio', 'Keeps its picture without power, like ink on paper.', 14.00 + x::numeric, '{"interface": "SPI"}' FROM unnest('{1.54,2.9,4.2}'::text[]) AS x;
INSERT INTO parts.product
SELECT format('TFT-%s', x), format('TFT touch screen, %s in, colour', x), 'Displays', 'Lumio', 'Colour display to be operated by finger.', 9.00 + 3 * x::numeric, '{"interface": "SPI"}' FROM unnest('{2.4,3.5,7}'::text[]) AS x;
INSERT INTO parts.product
SELECT format('SEG-%s', left(c, 1)), format('Seven segment display, 4 digits, %s', c), 'Displays', 'Lumio', 'Large figures for clocks and counters.', 2.10, '{}' FROM unnest('{red,green}'::text[]) AS c;
INSERT INTO parts.product
SELECT format('PS-%s-%s', v, a), format('Power adapter, %s V, %s A, plug 5.5 x 2.1 mm', v, a), 'Power', 'Voltara', 'Wall plug supply, 100 to 240 V mains.', 5 + v * a / 4, '{}'
  FROM (VALUES (5, 2), (5, 4), (9, 1), (12, 1), (12, 2), (12, 5), (24, 3)) AS x(v, a);
INSERT INTO parts.product
SELECT format('DIN-%s', v), format('Power supply, DIN rail, %s V, 60 W', v), 'Power', 'Voltara', 'For control cabinets, 100 to 240 V mains.', 24 + v / 4, '{"mounting": "DIN rail"}' FROM unnest('{12,24}'::int[]) AS v;
INSERT INTO parts.product
SELECT format('DC-%s', short), format('DC-DC converter, %s', x), 'Power', 'Voltara', d, 2.40, '{}'
  FROM (VALUES ('DOWN', 'step-down, LM2596, 3 A', 'Buck module: makes an adjustable lower voltage.'), ('UP', 'step-up, MT3608, 2 A', 'Boost module: makes an adjustable higher voltage.')) AS t(short, x, d);
INSERT INTO parts.product
SELECT format('LI-%s', m), format('Battery, Li-ion, 18650, 3.6 V, %s mAh', m), 'Power', 'Voltara', 'Rechargeable cell, flat top.', 4 + m / 1000, '{"chemistry": "lithium"}' FROM unnest('{2600,3000,3500}'::int[]) AS m
UNION ALL
SELECT format('LP-%s', m), format('Battery, LiPo, 3.7 V, %s mAh, JST plug', m), 'Power', 'Voltara', 'Flat rechargeable pack for wearables and drones.', 4 + m / 400, '{"chemistry": "lithium"}' FROM unnest('{500,1000,2000}'::int[]) AS m;
INSERT INTO parts.product VALUES
    ('HOLD-1', 'Battery holder, 1 x 18650', 'Power', 'Norrtek', 'With leads.', 1.20, '{}'), ('HOLD-AA2', 'Battery holder, 2 x AA', 'Power', 'Norrtek', 'With leads.', 0.90, '{}'),
    ('HOLD-AA4', 'Battery holder, 4 x AA', 'Power', 'Norrtek', 'With leads and switch.', 1.30, '{}'), ('CLIP-9V', 'Battery clip, 9 V block', 'Power', 'Norrtek', 'With leads.', 0.40, '{}'),
    ('CHG', 'Charging module, TP4056, USB-C', 'Power', 'Voltara', 'Charges one lithium cell at up to 1 A and protects it.', 1.50, '{}'),
    ('SOLAR6', 'Solar panel, 6 V, 1 W', 'Power', 'Voltara', 'Monocrystalline, 110 x 60 mm. For outdoor sensors.', 4.90, '{}');
INSERT INTO parts.product
SELECT format('IRON-%s', w), format('Soldering iron, %s W, adjustable', w), 'Soldering and tools', 'Flux', 'Heats up in a minute, changeable tips.', 10 + w / 5, '{}' FROM unnest('{30,60}'::int[]) AS w;
INSERT INTO parts.product
SELECT format('TIN-%s-%s', t.short, d), format('Solder, %s, %s mm, 100 g', t.alloy, d), 'Soldering and tools', 'Flux', t.text, 8 + t.extra, t.metadata
  FROM unnest('{0.5,1}'::text[]) AS d, (VALUES ('PB', 'Sn60Pb40', 'Tin-lead wire with rosin core.', 0, '{"lead_free": false}'), ('LF', 'Sn99Cu1', 'Lead-free wire with rosin core.', 4, '{"lead_free": true}')) AS t(short, alloy, text, extra, metadata);
INSERT INTO parts.product
SELECT format('JW-%s-%s', replace(k, '-', ''), l), format('Jumper wires, %s, %s cm, 40 pieces', replace(replace(k, 'M', 'male'), 'F', 'female'), l), 'Wiring and connectors', 'Norrtek', 'Ribbon of Dupont leads for breadboards, colours mixed.', 2 + l / 10, '{}'
  FROM unnest('{M-M,M-F,F-F}'::text[]) AS k, unnest('{10,20}'::int[]) AS l;
INSERT INTO parts.product
SELECT format('BB-%s', n), format('Breadboard, %s contacts, self-adhesive', n), 'Wiring and connectors', 'Norrtek', 'Circuits without soldering.', 1 + n / 200, '{}' FROM unnest('{170,400,830}'::int[]) AS n;
INSERT INTO parts.product
SELECT format('WIRE-%s-%s', left(c, 3), a), format('Hook-up wire, stranded, %s mm², 10 m, %s', a, c), 'Wiring and connectors', 'Norrtek', 'PVC-insulated copper cable, up to 300 V.', 3 + a::numeric, jsonb_build_object('colour', c)
  FROM unnest('{red,black,blue}'::text[]) AS c, unnest('{0.14,0.5,1.5}'::text[]) AS a;
INSERT INTO parts.product
SELECT format('HST-%s', d), format('Heat shrink tubing, %s mm, 2:1, black, 1 m', d), 'Wiring and connectors', 'Brindle', 'Insulates joints and bundles cables.', 0.80 + d / 10.0, '{}' FROM unnest('{2,3,6,10}'::int[]) AS d;
INSERT INTO parts.product
SELECT format('USB-%s-%s', short, replace(l, '.', '')), format('USB cable, %s, %s m', k, l), 'Wiring and connectors', 'Kestrel', 'Charging and data.', 3 + l::numeric, '{}'
  FROM (VALUES ('CC', 'type C to type C'), ('AC', 'type A to type C'), ('AM', 'type A to micro B')) AS t(short, k), unnest('{0.5,1,2}'::text[]) AS l;
INSERT INTO parts.product
SELECT format('TERM-%s', n), format('Screw terminal, %s pins, 5.08 mm, green', n), 'Wiring and connectors', 'Norrtek', 'Connects wires to boards.', 0.20 * n, '{}' FROM unnest('{2,3,4}'::int[]) AS n
UNION ALL
SELECT format('HDR-%s', g), format('Pin header, %s, 1 x 40, 2.54 mm', g), 'Wiring and connectors', 'Norrtek', 'To be cut to length.', 0.35, '{}' FROM unnest('{male,female}'::text[]) AS g
UNION ALL
SELECT 'JACK', 'Power jack, 5.5 x 2.1 mm, panel mount', 'Wiring and connectors', 'Norrtek', 'Socket for power adapters.', 0.70, '{}'
UNION ALL
SELECT 'WAGO3', 'Splicing connector, lever, 3 wires', 'Wiring and connectors', 'Brindle', 'Joins cables without tools.', 0.60, '{}'
UNION ALL
SELECT 'TIES', 'Cable ties, 200 mm, black, 100 pieces', 'Wiring and connectors', 'Brindle', 'Bundles cables.', 3.20, '{}';
INSERT INTO parts.product VALUES
    ('SG90', 'Servo, SG90, 9 g', 'Motion', 'Kestrel', 'Turns to an angle of 0 to 180°. For model planes and robot arms.', 2.90, '{}'), ('MG996', 'Servo, MG996R, metal gears', 'Motion', 'Kestrel', 'Strong servo with 11 kg·cm.', 7.90, '{}'),
    ('NEMA17', 'Stepper motor, NEMA 17, 1.8°, 1.5 A', 'Motion', 'Kestrel', 'Moves exact steps: 3D printers, milling machines.', 12.90, '{}'), ('28BYJ', 'Stepper motor, 28BYJ-48, 5 V', 'Motion', 'Kestrel', 'Small geared motor with driver board.', 3.50, '{}'),
    ('GM100', 'Gear motor, 6 V, 100 rpm', 'Motion', 'Kestrel', 'Drives the wheels of a robot.', 3.90, '{}'), ('GM200', 'Gear motor, 6 V, 200 rpm', 'Motion', 'Kestrel', 'Drives the wheels of a robot.', 3.90, '{}'),
    ('WHEEL', 'Wheel, rubber tyre, 65 mm', 'Motion', 'Kestrel', 'Fits gear motors with a D shaft.', 1.50, '{}'), ('A4988', 'Motor driver, A4988, stepper, 2 A', 'Motion', 'Kestrel', 'Microstepping for one stepper motor.', 2.40, '{}'),
    ('TMC2209', 'Motor driver, TMC2209, stepper, silent', 'Motion', 'Kestrel', 'Quiet microstepping for 3D printers.', 6.90, '{}'), ('L298N', 'Motor driver, L298N, dual H-bridge', 'Motion', 'Kestrel', 'Two DC motors or one stepper, 2 A.', 3.90, '{}');
INSERT INTO parts.product
SELECT format('REL-%s', n), format('Relay module, %s channels, 5 V', n), 'Motion', 'Kestrel', 'Switches lamps and mains appliances up to 10 A, with optocouplers.', 1.50 + n, '{}' FROM unnest('{1,2,4,8}'::int[]) AS n;
INSERT INTO parts.product
SELECT format('FAN-%s', d), format('Fan, %s x %s mm, 12 V', d, d), 'Housing and cooling', 'Brindle', 'Blows air over warm parts. Ball bearings.', 3 + d / 20, '{}' FROM unnest('{40,60,80,120}'::int[]) AS d;
INSERT INTO parts.product
SELECT format('BOX-%s', replace(s, ' x ', '-')), format('Enclosure, ABS, %s mm, %s', s, p), 'Housing and cooling', 'Brindle', d, x, jsonb_build_object('protection', p)
  FROM (VALUES ('80 x 50 x 25', 'IP40', 'Plastic box for small circuits.', 2.5), ('100 x 60 x 25', 'IP40', 'Plastic box for small circuits.', 2.9), ('115 x 90 x 55', 'IP65', 'Waterproof box with seal for outdoors.', 7.9), ('200 x 120 x 75', 'IP65', 'Waterproof box with seal for outdoors.', 13.9)) AS b(s, p, d, x);
INSERT INTO parts.product
SELECT format('%s-%s', m, left(c, 3)), format('Filament, %s, 1.75 mm, 1 kg, %s', m, c), '3D printing', 'Lumio', CASE m WHEN 'PLA' THEN 'Easy to print, biodegradable.' ELSE 'Tough and heat-resistant, for outdoors.' END, CASE m WHEN 'PLA' THEN 19.9 ELSE 23.9 END, jsonb_build_object('colour', c)
  FROM unnest('{PLA,PETG}'::text[]) AS m, unnest('{black,white,red,blue,grey}'::text[]) AS c;
INSERT INTO parts.product
SELECT format('NOZ-%s', replace(d, '.', '')), format('Nozzle, brass, M6, %s mm', d), '3D printing', 'Lumio', 'For the hot end of 3D printers.', 1.2, '{}' FROM unnest('{0.2,0.4,0.6,0.8}'::text[]) AS d
UNION ALL
SELECT 'BED', 'Print bed, spring steel, 235 x 235 mm', '3D printing', 'Lumio', 'Magnetic, flexible: prints come off by bending.', 24.9, '{}'
UNION ALL
SELECT 'GLUE', 'Adhesive stick, 20 g', '3D printing', 'Lumio', 'Keeps prints on the bed.', 3.9, '{}';

INSERT INTO retail.products (store_id, sku, product_name, product_description, category_id, brand, price, metadata)
SELECT 'parts', p.sku, p.name, p.description, c.category_id, p.brand, p.price, p.metadata::jsonb
  FROM parts.product p JOIN retail.product_categories c ON c.category_name = p.category AND c.parent_category_id IS NULL;
DROP SCHEMA parts CASCADE;
